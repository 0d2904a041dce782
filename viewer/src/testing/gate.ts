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

/** A port that nobody used a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
