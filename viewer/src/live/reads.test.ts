import { closeDatabase } from '@rollcall/shared';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { openViewerDatabase } from '../open-database.ts';
import { silent } from '../testing/viewer.ts';
import { createReads } from './reads.ts';

it('gives all who wait for the peak of a day the same in its place: pages are made once of what is the same', async () => {
  const sockets: Socket[] = [];
  // A database that takes its time.
  const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const db = openViewerDatabase(`postgres://nobody@127.0.0.1:${port}/none`, 1);
  const stop = new AbortController();
  const reads = createReads(db, silent, stop.signal, () => 0);
  const since = new Date(0);
  const [one, other] = await Promise.all([reads.fleetDay(since), reads.fleetDay(since)]);
  expect(one.pending).toBe(true);
  expect(other).toBe(one);
  expect(await reads.fleetDay(since)).toBe(one);
  stop.abort();
  for (const socket of sockets) socket.destroy();
  server.close();
  await closeDatabase(db, 0);
});
