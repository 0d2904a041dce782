import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { secondsAgo, seedAnswering, seedRun, seedServer } from '../testing/seed.ts';
import { fleetNow, serverNow } from './servers-now.ts';

it('agrees with server_live_state about when a server was last seen', async () => {
  await using test = await createTestDatabase();
  const runId = await seedRun(test.db, 7);
  const answering = await seedServer(test.db);
  await seedAnswering(test.db, answering, { runId });
  const silent = await seedServer(test.db);
  await seedAnswering(test.db, silent, { runId, lastOkAt: secondsAgo(90) });
  const fresh = await seedServer(test.db);
  await seedAnswering(test.db, fresh, { runId, state: { startedAt: secondsAgo(1) } });
  const view = await test.db.$client<{ server_id: number; at: string }[]>`
    select server_id, (extract(epoch from last_seen_at) * 1000)::bigint::text as at from server_live_state`;
  const fleet = await fleetNow(test.db);
  expect(fleet).toHaveLength(3);
  for (const { server_id, at } of view) {
    const server = fleet.find(({ id }) => id === server_id);
    expect(server?.lastSeenAt?.getTime()).toBe(Number(at));
  }
});

it('still tells when a server was last seen after its state has ended', async () => {
  await using test = await createTestDatabase();
  const id = await seedServer(test.db);
  const lastOkAt = secondsAgo(500);
  const state = { startedAt: secondsAgo(900), endedAt: lastOkAt };
  await seedAnswering(test.db, id, { runId: await seedRun(test.db), lastOkAt, state });
  const server = await serverNow(test.db, id);
  expect(server?.players).toBeNull();
  expect(server?.lastSeenAge).toBeCloseTo(500, -1);
});

it('knows nothing of a server that never answered, and of none that is not there', async () => {
  await using test = await createTestDatabase();
  const id = await seedServer(test.db);
  expect(await serverNow(test.db, id)).toMatchObject({ lastSeenAge: null, status: null });
  expect(await serverNow(test.db, id + 1)).toBeNull();
});
