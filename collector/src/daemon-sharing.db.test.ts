import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { game, register, sessions, soon, start } from './testing/daemon-scene.ts';
import { STATUS } from './testing/srcds.ts';

it('shares the servers with another collector, polls each from one, and takes over when the other stops', async () => {
  await using test = await createTestDatabase();
  const fleet = await Promise.all(Array.from({ length: 6 }, () => game({ text: STATUS })));
  for (const [at, server] of fleet.entries()) await register(test.db, `s${String(at)}`, server);
  const leases = () => test.db.$client`
    select run_id, count(*)::int as servers from server_lease group by run_id order by run_id`;
  const open = () => fleet.map((server) => server.open);
  await using first = start(test);
  await expect.poll(leases, soon).toEqual([{ run_id: 1, servers: 6 }]);
  await expect.poll(() => sessions(test.db), soon).toHaveLength(6);
  await using second = start(test);
  await expect.poll(leases, soon).toEqual([
    { run_id: 1, servers: 3 },
    { run_id: 2, servers: 3 },
  ]);
  await expect
    .poll(() => test.db.$client`select 1 from server_watch where run_id = 2`, soon)
    .toHaveLength(3);
  expect(Math.max(...open())).toBe(1);
  await first.stop();
  await expect.poll(leases, soon).toEqual([{ run_id: 2, servers: 6 }]);
  await expect.poll(open, soon).toEqual([1, 1, 1, 1, 1, 1]);
  const rows = await sessions(test.db);
  expect(rows).toHaveLength(6);
  expect(rows).toMatchObject(rows.map(() => ({ left_at: null })));
  await second.stop();
  for (const server of fleet) await server[Symbol.asyncDispose]();
}, 40_000);
