import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createBans } from './bans.ts';
import {
  answerPackets,
  AUTH,
  AUTH_RESPONSE,
  EXEC_COMMAND,
  mirrorPackets,
  packet,
  RESPONSE_VALUE,
  takeRequests,
  type Request,
} from './wire.ts';

export interface SrcdsOptions {
  /** 0 = a free one. */
  readonly port: number;
  readonly host?: string;
  /** Asked at each login; empty = nobody gets in. */
  readonly password: () => string;
  /** What the console prints for a line. */
  readonly execute: (line: string, nowMs: number) => string;
  /** Time until an answer goes out; a map that loads takes long. */
  readonly answerDelayMs?: (nowMs: number) => number;
  /** Whether an address is banned after too many wrong passwords, as srcds does unless told otherwise. */
  readonly bans?: boolean;
}

export interface Srcds extends AsyncDisposable {
  readonly port: number;
  /** Ends all consoles, as srcds does when `server.cfg` sets `rcon_password` again after a map change. */
  dropConsoles(): void;
  /** Stops listening and drops everybody: the process has ended. */
  close(): Promise<void>;
}

/** A TCP server that behaves as the console of srcds does, towards any client. */
export async function startSrcds(options: SrcdsOptions): Promise<Srcds> {
  const sockets = new Set<Socket>();
  const bans = createBans();
  const host = options.host ?? '127.0.0.1';
  const server = createServer((socket) => {
    const address = socket.remoteAddress ?? '';
    if (options.bans !== false && bans.isBanned(address)) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    // A client that goes away in the middle is its own business.
    socket.on('error', () => undefined);
    serve(socket, options, () => {
      bans.failed(address, Date.now());
    });
  });
  server.listen(options.port, host);
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no TCP port');
  const dropConsoles = () => {
    for (const socket of sockets) socket.destroy();
  };
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    dropConsoles();
    await closed;
  };
  return { port: bound.port, dropConsoles, close, [Symbol.asyncDispose]: close };
}

/** Serves one console. Requests are answered one after the other, as the game's own loop does. */
function serve(socket: Socket, options: SrcdsOptions, onWrongPassword: () => void): void {
  let pending: Buffer = Buffer.alloc(0);
  let loggedIn = false;
  let queue = Promise.resolve();

  const answer = async ({ id, type, body }: Request) => {
    const delayMs = options.answerDelayMs?.(Date.now()) ?? 0;
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (socket.destroyed) return;
    if (type === AUTH) {
      const password = options.password();
      loggedIn = password !== '' && body === password;
      if (!loggedIn) onWrongPassword();
      socket.write(packet(id, RESPONSE_VALUE));
      socket.write(packet(loggedIn ? id : -1, AUTH_RESPONSE));
    } else if (!loggedIn) {
      socket.write(packet(-1, AUTH_RESPONSE));
    } else if (type === EXEC_COMMAND) {
      socket.write(Buffer.concat(answerPackets(id, options.execute(body, Date.now()))));
    } else {
      socket.write(Buffer.concat(mirrorPackets(id)));
    }
  };

  socket.on('data', (chunk) => {
    const taken = takeRequests(Buffer.concat([pending, chunk]));
    if (taken === null) {
      socket.destroy();
      return;
    }
    pending = taken.rest;
    for (const request of taken.requests) queue = queue.then(() => answer(request));
  });
}
