import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import {
  answerPackets,
  AUTH,
  AUTH_RESPONSE,
  EXEC_COMMAND,
  mirrorPackets,
  packet,
  RESPONSE_VALUE,
  takeRequests,
} from '../../src/practice/wire.ts';

/** A console as lean as can be, so that what is measured is not the simulator. */
export interface ConsoleHandlers {
  readonly password: string;
  readonly isSilent: () => boolean;
  readonly status: () => string;
  readonly onConnected: () => void;
  readonly onDisconnected: () => void;
  /** A login, accepted or not. */
  readonly onLogin?: (accepted: boolean) => void;
}

/** Listens on a free port of 127.0.0.1. */
export async function listen(handlers: ConsoleHandlers): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    handlers.onConnected();
    socket.on('error', () => undefined);
    socket.on('close', () => {
      handlers.onDisconnected();
    });
    serve(socket, handlers);
  });
  server.listen({ host: '127.0.0.1', port: 0, backlog: 64 });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function serve(socket: Socket, handlers: ConsoleHandlers): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    if (handlers.isSilent()) return;
    const taken = takeRequests(rest.length === 0 ? chunk : Buffer.concat([rest, chunk]));
    if (taken === null) {
      socket.destroy();
      return;
    }
    rest = taken.rest;
    const answers: Buffer[] = [];
    for (const { id, type, body } of taken.requests) {
      if (type === AUTH) {
        const isRight = body === handlers.password;
        handlers.onLogin?.(isRight);
        answers.push(packet(id, RESPONSE_VALUE), packet(isRight ? id : -1, AUTH_RESPONSE));
      } else if (type === EXEC_COMMAND) {
        const isStatus = body === 'status';
        for (const part of answerPackets(id, isStatus ? handlers.status() : '')) answers.push(part);
      } else {
        for (const part of mirrorPackets(id)) answers.push(part);
      }
    }
    socket.write(
      answers.length === 1 && answers[0] !== undefined ? answers[0] : Buffer.concat(answers),
    );
  });
}
