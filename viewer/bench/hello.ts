import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { once } from 'node:events';

/** What the same server costs at least: a process of its own that says hello, and tells its parent at which port. */
const server = createAdaptorServer({ fetch: new Hono().get('/', (c) => c.text('Hello!')).fetch });
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
process.on('disconnect', () => {
  process.exit();
});
