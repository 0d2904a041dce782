import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Gate extends AsyncDisposable {
  /** The database as it is reached through the gate. */
  readonly url: string;
  open(): Promise<void>;
  /** Breaks what is connected and lets nobody in. */
  close(): Promise<void>;
}

/** A way to the database that can be closed and opened again at the same port; it begins closed. */
export async function createGate(databaseUrl: string): Promise<Gate> {
  const target = new URL(databaseUrl);
  const port = await freePort();
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const close = async () => {
    const closing = server;
    server = null;
    breakAll();
    if (closing === null) return;
    closing.close();
    await once(closing, 'close');
  };
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    url: url.href,
    close,
    async open() {
      server = createServer((near) => {
        const far = connect(Number(target.port === '' ? 5432 : target.port), target.hostname);
        for (const socket of [near, far]) {
          sockets.add(socket);
          socket.on('error', breakAll).on('close', () => sockets.delete(socket));
        }
        near.pipe(far).pipe(near);
      }).listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Below the ports that a system gives to connections and to servers that take any: one of these would be given away again at once. */
const FIRST_PORT = 15_000;
const PORTS = 17_000;

/** A port that nobody used a moment ago. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
