import { badServer, sendForEver, type BadServer } from './bad-server.ts';
import type { FakeConsole } from './fake-rcon-server.ts';
import { rconPacket, type RconRequest } from './rcon-wire.ts';
import { acceptLogin, serveSrcds } from './srcds.ts';

const GARBAGE = Buffer.from(Array.from({ length: 256 }, (_, index) => (index * 167 + 0x91) % 256));

/** Instead of the answer to a command. */
const answers = (name: string, answer: (request: RconRequest) => Buffer): BadServer =>
  badServer(name, 'protocol', (rcon) => serveSrcds(rcon, { command: answer }));

/** As the answer to the first command. */
const endless = (name: string, packet: (request: RconRequest) => Buffer): BadServer =>
  badServer(name, 'protocol', async (rcon) => {
    await acceptLogin(rcon);
    const command = await rcon.next();
    if (command !== null) await sendForEver(rcon, packet(command));
  });

const insteadOfLogin = (
  name: string,
  send: (rcon: FakeConsole) => void | Promise<void>,
): BadServer =>
  badServer(name, 'protocol', async (rcon) => {
    if ((await rcon.next()) !== null) await send(rcon);
  });

/** Servers whose bytes or words make no sense. */
export const badBytes: readonly BadServer[] = [
  insteadOfLogin('is a web server', (rcon) => {
    rcon.send(Buffer.from('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'));
  }),
  badServer('greets before it is asked, like a mail server', 'protocol', async (rcon) => {
    rcon.send(Buffer.from('220 mail.example.org ESMTP\r\n'));
    await rcon.next();
  }),
  insteadOfLogin('answers the login with endless packets', (rcon) =>
    sendForEver(rcon, rconPacket(1, 0, 'x'.repeat(1_000))),
  ),
  answers('answers garbage', () => GARBAGE),
  answers('says that 2 GiB follow', ({ id }) => rconPacket(id, 0, 'x', 0x7f_ff_ff_ff)),
  answers('says that a negative number of bytes follows', ({ id }) => rconPacket(id, 0, 'x', -1)),
  answers('says that 9 bytes follow', ({ id }) => rconPacket(id, 0, 'x', 9)),
  answers('sends a packet of 70,000 bytes', ({ id }) => rconPacket(id, 0, 'x'.repeat(70_000))),
  answers('answers with the id of a request that was never made', ({ id }) =>
    rconPacket(id + 1_000, 0, 'x'),
  ),
  answers('does not know the command', ({ id }) => rconPacket(id, 0, 'Unknown command "status"\n')),
  answers('answers nothing but the sentinel', ({ id }) => rconPacket(id, 0)),
  answers('answers status with a web page', ({ id }) =>
    rconPacket(id, 0, '<!doctype html><title>\u001b[2Jplayers : 4 humans\u0007</title>'),
  ),
  endless('never ends its answer', ({ id }) => rconPacket(id, 0, 'x'.repeat(4_086))),
  endless('answers with endless empty packets', ({ id }) =>
    Buffer.concat(Array.from({ length: 1_000 }, () => rconPacket(id, 0))),
  ),
  endless('sends endless chat instead of an answer', () => rconPacket(0, 1, 'x'.repeat(1_000))),
];
