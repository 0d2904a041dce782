import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { takeRequests, type RconRequest } from './rcon-wire.ts';

/** A server on 127.0.0.1. Disposing it ends its connections and re-raises what its handler threw. */
export interface FakeServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** Connections open just now, as the server sees it. */
  readonly open: number;
}

/** One connection to a fake server. */
export interface FakeConsole {
  /** Which connection this is: 1, 2, … */
  readonly number: number;
  readonly socket: Socket;
  /** Aborts when the client has gone. */
  readonly gone: AbortSignal;
  /** What each read brought; ends when the client has gone. */
  reads(): AsyncGenerator<Buffer, void, undefined>;
  /** Requests in order; ends when the client has gone. */
  requests(): AsyncGenerator<RconRequest, void, undefined>;
  /** The next request; null when the client has gone. */
  next(): Promise<RconRequest | null>;
  send(...bytes: readonly Buffer[]): void;
  /** Ends the connection with a RST. */
  reset(): void;
}

export type FakeHandler = (rcon: FakeConsole) => Promise<void>;

/** Starts a fake server that hands each connection to `handler`. When the handler is done the connection stays as it is. */
export async function fakeRconServer(handler: FakeHandler): Promise<FakeServer> {
  const sockets = new Set<Socket>();
  const failures: unknown[] = [];
  const handlers: Promise<void>[] = [];
  let accepted = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    handlers.push(
      handler(fakeConsole(socket, accepted)).catch((error: unknown) => {
        failures.push(error);
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;
  return {
    host: address,
    port,
    get accepted() {
      return accepted;
    },
    get open() {
      return sockets.size;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
      await Promise.all(handlers);
      if (failures.length > 0) throw new AggregateError(failures, 'the fake server failed');
    },
  };
}

function fakeConsole(socket: Socket, number: number): FakeConsole {
  const controller = new AbortController();
  const chunks: Buffer[] = [];
  let wake: () => void = () => undefined;
  // Resets and broken pipes are what the tests are about: 'close' follows.
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    wake();
  });
  socket.on('close', () => {
    controller.abort();
    wake();
  });
  async function* reads(): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const chunk = chunks.shift();
      if (chunk !== undefined) yield chunk;
      else if (controller.signal.aborted) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }
  let rest: Buffer = Buffer.alloc(0);
  const waiting: RconRequest[] = [];
  const source = reads();
  const next = async (): Promise<RconRequest | null> => {
    while (waiting.length === 0) {
      const read = await source.next();
      if (read.done === true) return null;
      const taken = takeRequests(Buffer.concat([rest, read.value]));
      rest = taken.rest;
      waiting.push(...taken.requests);
    }
    return waiting.shift() ?? null;
  };
  return {
    number,
    socket,
    gone: controller.signal,
    reads: () => source,
    async *requests() {
      for (let request = await next(); request !== null; request = await next()) yield request;
    },
    next,
    send(...bytes) {
      if (!socket.destroyed) socket.write(Buffer.concat(bytes));
    },
    reset() {
      socket.resetAndDestroy();
    },
  };
}
