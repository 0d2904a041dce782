import { badServer, pause, sendSlowly, type BadServer } from './bad-server.ts';
import type { FakeConsole } from './fake-rcon-server.ts';
import { rconPacket, type RconRequest } from './rcon-wire.ts';
import { acceptLogin, answerStatus } from './srcds.ts';

const HALF = 100;

/** Accepts the login and leaves the answer to each command to `answer`. */
const onCommand = (
  name: string,
  status: BadServer['expectedStatus'],
  answer: (rcon: FakeConsole, request: RconRequest) => void | Promise<void>,
): BadServer =>
  badServer(name, status, async (rcon) => {
    await acceptLogin(rcon);
    for await (const request of rcon.requests()) {
      if (request.type === 2) await answer(rcon, request);
    }
  });

const onLogin = (
  name: string,
  status: BadServer['expectedStatus'],
  answer: (rcon: FakeConsole, request: RconRequest) => void,
): BadServer =>
  badServer(name, status, async (rcon) => {
    const login = await rcon.next();
    if (login !== null) answer(rcon, login);
  });

/** Servers that close, hang or refuse at the wrong time. */
export const badManners: readonly BadServer[] = [
  badServer('closes on accept', 'unreachable', (rcon) => {
    rcon.socket.end();
    return Promise.resolve();
  }),
  badServer('resets on accept', 'unreachable', (rcon) => {
    rcon.reset();
    return Promise.resolve();
  }),
  onLogin('closes after the login without an answer', 'unreachable', (rcon) => {
    rcon.socket.end();
  }),
  onLogin('resets after the login', 'unreachable', (rcon) => {
    rcon.reset();
  }),
  onLogin('closes between the two packets of the login', 'unreachable', (rcon, { id }) => {
    rcon.send(rconPacket(id, 0));
    rcon.socket.end();
  }),
  onLogin('never answers the login', 'timeout', () => undefined),
  onLogin('sends only the empty packet for the login', 'timeout', (rcon, { id }) => {
    rcon.send(rconPacket(id, 0));
  }),
  onLogin('refuses the password', 'auth', (rcon, { id }) => {
    rcon.send(rconPacket(id, 0), rconPacket(-1, 2));
  }),
  onLogin('refuses the password without an empty packet', 'auth', (rcon) => {
    rcon.send(rconPacket(-1, 2));
  }),
  onCommand('is silent after the login', 'timeout', () => undefined),
  onCommand('is silent in the middle of its answer', 'timeout', (rcon, request) => {
    rcon.send(answerStatus(request).subarray(0, HALF));
  }),
  onCommand('answers one byte in 100 ms', 'timeout', (rcon, request) =>
    sendSlowly(rcon, answerStatus(request), 100),
  ),
  onCommand('answers after the deadline', 'timeout', async (rcon, request) => {
    if (await pause(rcon, 10_000)) rcon.send(answerStatus(request));
  }),
  onCommand('closes in the middle of its answer', 'unreachable', (rcon, request) => {
    rcon.send(answerStatus(request).subarray(0, HALF));
    rcon.socket.end();
  }),
  onCommand('resets in the middle of its answer', 'unreachable', (rcon, request) => {
    rcon.send(answerStatus(request).subarray(0, HALF));
    rcon.reset();
  }),
  onCommand('closes between two parts of its answer', 'unreachable', (rcon, { id }) => {
    rcon.send(rconPacket(id, 0, 'x'.repeat(4_086)));
    rcon.socket.end();
  }),
  onCommand('drops the login', 'unreachable', (rcon) => {
    rcon.send(rconPacket(-1, 2));
  }),
];
