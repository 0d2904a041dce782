import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { closeDatabase, openDatabase, reachDatabase } from './db.ts';
import { createTestDatabase } from './testing/database.ts';

/** A host that hangs up on everybody, and counts them. */
async function hangsUp(): Promise<{ server: Server; port: number; calls: () => number }> {
  let calls = 0;
  const server = createServer((socket) => {
    calls += 1;
    socket.on('error', () => undefined);
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, calls: () => calls };
}

it('tells that none of several hosts will do, tries them with pauses, and no more when it is closed', async () => {
  const { server, port, calls } = await hangsUp();
  const url = `postgres://a:b@127.0.0.1:${port},127.0.0.1:${port}/x`;
  const db = openDatabase({ url, applicationName: 'test', max: 1 });
  await expect(reachDatabase(db, 2_000)).rejects.toMatchObject({ code: 'NO_HOST' });
  expect(calls()).toBeGreaterThan(2);
  expect(calls()).toBeLessThan(50);
  await closeDatabase(db, 100);
  // What was on its way when it was closed.
  await sleep(500);
  const before = calls();
  await sleep(1_000);
  expect(calls()).toBe(before);
  server.close();
});

it('finds the one of several hosts that answers, also after its connection was cut', async () => {
  await using test = await createTestDatabase();
  const { server, port, calls } = await hangsUp();
  const url = test.url.replace(/@([^/]+)\//, `@127.0.0.1:${port},$1/`);
  const db = openDatabase({ url, applicationName: 'several hosts', max: 2 });
  await reachDatabase(db);
  expect(calls()).toBeGreaterThan(0);
  const cut = await test.db.$client<{ done: boolean }[]>`
    select pg_terminate_backend(pid, 5000) as done from pg_stat_activity where application_name = 'several hosts'`;
  expect(cut[0]).toEqual({ done: true });
  await expect
    .poll(() => db.$client`select 1 as one`.catch(() => null), { timeout: 20_000 })
    .toEqual([{ one: 1 }]);
  await closeDatabase(db);
  server.close();
});
