import { badServer, pause, sendSlowly, type BadServer } from './bad-server.ts';
import type { FakeConsole } from './fake-rcon-server.ts';
import { answerPackets, mirrored, rconPacket, type RconRequest } from './rcon-wire.ts';
import { answerStatus, serveSrcds, STATUS, type SrcdsAnswers } from './srcds.ts';

const onlyCommand = (request: RconRequest) => answerStatus(request);

const odd = (name: string, answers: Partial<SrcdsAnswers>): BadServer =>
  badServer(name, 'ok', (rcon) => serveSrcds(rcon, { command: onlyCommand, ...answers }));

/** Answers the login in its own way, and everything else like srcds. */
const oddLogin = (
  name: string,
  login: (rcon: FakeConsole, id: number) => void | Promise<void>,
): BadServer =>
  badServer(name, 'ok', async (rcon) => {
    for await (const request of rcon.requests()) {
      if (request.type === 3) await login(rcon, request.id);
      if (request.type === 2) rcon.send(onlyCommand(request));
      if (request.type === 0) rcon.send(mirrored(request.id));
    }
  });

/** More bots than a server has, so that the answer is long. */
const LONG_STATUS = STATUS.replace('#end\n', `${'# 3 "Coach" BOT active\n'.repeat(400)}#end\n`);

/** Servers that can be understood all the same. */
export const oddServers: readonly BadServer[] = [
  odd('behaves like srcds', {}),
  oddLogin('answers the login in two segments', async (rcon, id) => {
    rcon.send(rconPacket(id, 0));
    if (await pause(rcon, 50)) rcon.send(rconPacket(id, 2));
  }),
  oddLogin('answers the login without an empty packet', (rcon, id) => {
    rcon.send(rconPacket(id, 2));
  }),
  oddLogin('answers the login with id 0', (rcon, id) => {
    rcon.send(rconPacket(id, 0), rconPacket(0, 2));
  }),
  badServer('sends everything in single bytes', 'ok', async (rcon) => {
    for await (const { id, type, body } of rcon.requests()) {
      if (type === 3)
        await sendSlowly(rcon, Buffer.concat([rconPacket(id, 0), rconPacket(id, 2)]), 0);
      if (type === 2) await sendSlowly(rcon, answerStatus({ id, type, body }), 0);
      if (type === 0) await sendSlowly(rcon, mirrored(id), 0);
    }
  }),
  odd('does not mirror the sentinel', { sentinel: () => null }),
  odd('mirrors the sentinel without the second packet', {
    sentinel: ({ id }) => rconPacket(id, 0),
  }),
  odd('mirrors the sentinel as Squad does', {
    sentinel: ({ id }) => Buffer.concat([rconPacket(id, 0), Buffer.from('00000001000000', 'hex')]),
  }),
  odd('sends 9,000 bytes in one packet and mirrors nothing', {
    command: ({ id }) => rconPacket(id, 0, LONG_STATUS),
    sentinel: () => null,
  }),
  odd('sends its answer in parts', { command: ({ id }) => answerPackets(id, LONG_STATUS) }),
  odd('sends its answer in parts and mirrors nothing', {
    command: ({ id }) => answerPackets(id, LONG_STATUS),
    sentinel: () => null,
  }),
  odd('answers with id 0 and mirrors nothing, like Palworld', {
    command: ({ body }) => answerStatus({ id: 0, type: 2, body }),
    sentinel: () => null,
  }),
  odd('sends chat and console lines between the parts, like Squad and Rust', {
    command: (request) =>
      Buffer.concat([
        rconPacket(0, 1, 'chat'),
        rconPacket(-1, 4, 'line'),
        answerStatus(request),
        rconPacket(request.id, 1, 'chat'),
      ]),
  }),
  odd('sends names that are no UTF-8', {
    command: ({ id }) =>
      answerPackets(id, Buffer.from(STATUS.replace('practice', 'pr\u00e4ctice'), 'latin1')),
  }),
  badServer('closes when a read brings two packets, like Minecraft', 'ok', async (rcon) => {
    for await (const read of rcon.reads()) {
      if (read.length !== 4 + read.readInt32LE(0)) {
        rcon.socket.end();
        return;
      }
      const id = read.readInt32LE(4);
      const type = read.readInt32LE(8);
      const body = read.toString('utf8', 12, read.length - 2);
      if (type === 3) rcon.send(rconPacket(id, 2));
      if (type === 2) rcon.send(answerStatus({ id, type, body }));
      if (type === 0) rcon.send(rconPacket(id, 0, 'Unknown request 0'));
    }
  }),
  badServer('drops its consoles after each answer', 'ok', (rcon) =>
    serveSrcds(rcon, {
      command: onlyCommand,
      sentinel: ({ id }) => {
        rcon.socket.end(mirrored(id));
        return null;
      },
    }),
  ),
];
