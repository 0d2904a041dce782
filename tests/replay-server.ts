import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export interface ReplayServer extends AsyncDisposable {
  readonly port: number;
}

const AUTH = 3;
const EXEC_OR_AUTH_RESPONSE = 2;
const RESPONSE_VALUE = 0;
/** What srcds puts into one packet at most. */
const MAX_BODY_BYTES = 4_086;

/**
 * A Source server that gives captured answers, byte for byte. Written from the protocol document and without Rollcall's
 * own codec, so that one misunderstanding cannot hide in both.
 */
export async function replayServer(
  password: string,
  answers: ReadonlyMap<string, Buffer>,
  onCommand: (command: string) => void = () => undefined,
): Promise<ReplayServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let loggedIn = false;
    let pending: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 4 && pending.length >= 4 + pending.readInt32LE(0)) {
        const end = 4 + pending.readInt32LE(0);
        const id = pending.readInt32LE(4);
        const type = pending.readInt32LE(8);
        const body = pending.toString('utf8', 12, end - 2);
        pending = pending.subarray(end);
        if (type === AUTH) {
          loggedIn = body === password;
          socket.write(packet(id, RESPONSE_VALUE, Buffer.alloc(0)));
          socket.write(packet(loggedIn ? id : -1, EXEC_OR_AUTH_RESPONSE, Buffer.alloc(0)));
        } else if (!loggedIn) {
          socket.write(packet(-1, EXEC_OR_AUTH_RESPONSE, Buffer.alloc(0)));
        } else if (type === EXEC_OR_AUTH_RESPONSE) {
          onCommand(body);
          const answer = answers.get(body) ?? Buffer.from(`Unknown command "${body}"\n`);
          for (let at = 0; at === 0 || at < answer.length; at += MAX_BODY_BYTES) {
            socket.write(packet(id, RESPONSE_VALUE, answer.subarray(at, at + MAX_BODY_BYTES)));
          }
        } else {
          socket.write(packet(id, RESPONSE_VALUE, Buffer.alloc(0)));
          socket.write(packet(id, RESPONSE_VALUE, Buffer.from([0, 1, 0, 0])));
        }
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function packet(id: number, type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeInt32LE(body.length + 10, 0);
  head.writeInt32LE(id, 4);
  head.writeInt32LE(type, 8);
  return Buffer.concat([head, body, Buffer.alloc(2)]);
}
