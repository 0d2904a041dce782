import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface TcpProxy extends AsyncDisposable {
  /** The database's URL through the proxy. */
  readonly url: string;
  /** Called with what clients send, before it is passed on. */
  onRequest: (data: Buffer) => void;
  /** Called with what the database sends; what it returns false for is not passed on. */
  passAnswer: (data: Buffer) => boolean;
  /** Resets every connection. */
  cut(): void;
  /** While true, new connections are reset at once. */
  refusing: boolean;
  onRefused: () => void;
}

/** A TCP proxy before a database, to break connections at will. */
export async function startTcpProxy(databaseUrl: string): Promise<TcpProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    if (proxy.refusing) {
      proxy.onRefused();
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (data) => {
      proxy.onRequest(data);
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (proxy.passAnswer(data)) client.write(data);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(address.port);
  const proxy: TcpProxy = {
    url: url.href,
    onRequest: () => undefined,
    passAnswer: () => true,
    refusing: false,
    onRefused: () => undefined,
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async [Symbol.asyncDispose]() {
      proxy.cut();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
