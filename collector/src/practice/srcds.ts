import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
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
  readonly host: string;
  /** 0 = a free one. */
  readonly port: number;
  /** Empty = nobody gets in. */
  readonly password: string;
  /** Whether an address is banned after too many wrong passwords, as srcds does unless told otherwise. */
  readonly bans: boolean;
  /** What the console prints for a line; `connection` counts the connections to this server. */
  readonly execute: (line: string, connection: number) => string;
  /** Time until an answer goes out; a map that loads takes long. */
  readonly answerDelayMs?: () => number;
  /** Time between the two packets that answer a login. */
  readonly loginGapMs?: number;
}

export interface Srcds extends AsyncDisposable {
  readonly port: number;
  /** Ends all consoles, as srcds does when `server.cfg` sets `rcon_password` again after a map change. */
  dropConsoles(): void;
  /** Stops listening and drops everybody: the process has ended. */
  close(): Promise<void>;
}

/** Some clients, python3-rcon for one, lose the second packet when both come in one read. */
const LOGIN_GAP_MS = 20;
/** A console line is cut here. */
const MAX_LINE_CHARACTERS = 510;

/** A TCP server that behaves as the console of srcds does, towards any client. */
export async function startSrcds(options: SrcdsOptions): Promise<Srcds> {
  const sockets = new Set<Socket>();
  const bans = createBans();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    const address = socket.remoteAddress ?? '';
    // A client that goes away in the middle is its own business.
    socket.on('error', () => undefined);
    if (options.bans && bans.isBanned(address)) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    connections += 1;
    serve(socket, connections, options, () => {
      bans.failed(address, Date.now());
      return options.bans && bans.isBanned(address);
    });
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
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
  return { port, dropConsoles, close, [Symbol.asyncDispose]: close };
}

/** Serves one console. Requests are answered one after the other, as the game's own loop does. */
function serve(
  socket: Socket,
  connection: number,
  options: SrcdsOptions,
  onFailure: () => boolean,
): void {
  let pending: Buffer = Buffer.alloc(0);
  let loggedIn = false;
  let queue = Promise.resolve();

  const refuse = () => {
    if (onFailure()) socket.destroy();
    else socket.write(packet(-1, AUTH_RESPONSE));
  };

  const logIn = async ({ id, body }: Request) => {
    loggedIn = options.password !== '' && body === options.password;
    socket.write(packet(id, RESPONSE_VALUE));
    await delay(options.loginGapMs ?? LOGIN_GAP_MS);
    if (loggedIn) socket.write(packet(id, AUTH_RESPONSE));
    else refuse();
  };

  const answer = async (request: Request) => {
    const delayMs = options.answerDelayMs?.() ?? 0;
    if (delayMs > 0) await delay(delayMs);
    if (socket.destroyed) return;
    if (request.type === AUTH) {
      await logIn(request);
    } else if (!loggedIn) {
      refuse();
    } else if (request.type === EXEC_COMMAND) {
      const text = options.execute(request.body.slice(0, MAX_LINE_CHARACTERS), connection);
      socket.write(Buffer.concat(answerPackets(request.id, text)));
    } else if (request.type === RESPONSE_VALUE) {
      socket.write(Buffer.concat(mirrorPackets(request.id)));
    }
  };

  socket.on('data', (chunk: Buffer) => {
    const taken = takeRequests(Buffer.concat([pending, chunk]));
    if (taken === null) {
      socket.destroy();
      return;
    }
    pending = taken.rest;
    for (const request of taken.requests) queue = queue.then(() => answer(request));
  });
}
