import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems give to connections and to servers that take any: another test would be given it a moment later. */
const FIRST_PORT = 15_000;
const PORTS = 17_000;

/** A port on 127.0.0.1 that nothing listened on a moment ago. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
