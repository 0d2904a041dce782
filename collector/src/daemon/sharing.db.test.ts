import { closeDatabase, createLogger, openDatabase } from '@rollcall/shared';
import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { announceRun, handOver, shareServers } from '../store/leases.ts';
import { someRun, someServer } from '../store/testing/changes.ts';
import { REPLACE_AFTER_MS } from './presence.ts';
import { shareAmongCollectors } from './sharing.ts';

const LONG_UP_SECONDS = 3_600;

/** Four servers, and runs that share them; time stands still unless the test moves it. */
async function prepared() {
  const test = await createTestDatabase();
  const servers: number[] = [];
  for (const name of ['a', 'b', 'c', 'd']) servers.push(await someServer(test.db, name));
  const clock = { nowMs: 0 };
  const close: (() => Promise<void>)[] = [];
  return {
    ...test,
    servers,
    clock,
    async begin() {
      const runId = await someRun(test.db);
      const db = openDatabase({ url: test.url, applicationName: 'test', max: 1 });
      await announceRun(db, runId);
      const kill = () => closeDatabase(db, 0);
      close.push(kill);
      const presence = {
        company: {
          announced: true,
          over: false,
          live: [runId],
          postgresUpSeconds: LONG_UP_SECONDS,
        },
        connection: 1,
        share: (gone: readonly number[]) => shareServers(db, runId, gone),
      };
      const log = createLogger('test', 'silent');
      const sharing = shareAmongCollectors(presence, log, () => clock.nowMs);
      return { runId, db, kill, presence, sharing };
    },
    async [Symbol.asyncDispose]() {
      for (const end of close) await end();
      await test[Symbol.asyncDispose]();
    },
  };
}

it('gives all servers to a run that is alone, and to a second one what the first hands over', async () => {
  await using test = await prepared();
  const one = await test.begin();
  expect(one.sharing.settled).toBe(false);
  expect(await one.sharing.ask()).toMatchObject({ mine: test.servers, surplus: [] });
  expect(one.sharing.settled).toBe(true);

  const two = await test.begin();
  expect(await two.sharing.ask()).toMatchObject({ mine: [], short: 2 });
  expect(two.sharing.settled).toBe(false);
  const { surplus } = await one.sharing.ask();
  expect(surplus).toHaveLength(2);
  expect(one.sharing.settled).toBe(false);
  await handOver(one.db, one.runId, surplus);
  expect((await two.sharing.ask()).mine).toEqual([...surplus].sort((a, b) => a - b));
  expect(two.sharing.settled).toBe(true);
  expect((await one.sharing.ask()).surplus).toEqual([]);
  expect(one.sharing.settled).toBe(true);
});

it('takes over at once at its start when it is alone, from a run that was killed before', async () => {
  await using test = await prepared();
  const one = await test.begin();
  await one.sharing.ask();
  await one.kill();
  const two = await test.begin();
  expect((await two.sharing.ask()).mine).toEqual(test.servers);
});

it.each([
  ['in company', (live: readonly number[]) => ({ live, postgresUpSeconds: LONG_UP_SECONDS })],
  [
    'just after Postgres has started',
    ([, own = 0]: readonly number[]) => ({ live: [own], postgresUpSeconds: 5 }),
  ],
])('%s waits for a run that is gone, which may be back soon', async (_, company) => {
  await using test = await prepared();
  const one = await test.begin();
  await one.sharing.ask();
  const two = await test.begin();
  await one.kill();
  Object.assign(two.presence.company, company([one.runId, two.runId]));
  expect(await two.sharing.ask()).toMatchObject({ mine: [], absent: [one.runId] });
  expect(two.sharing.settled).toBe(false);
  test.clock.nowMs = REPLACE_AFTER_MS - 1;
  expect((await two.sharing.ask()).mine).toEqual([]);
  test.clock.nowMs = REPLACE_AFTER_MS;
  expect((await two.sharing.ask()).mine).toEqual(test.servers);
  const [replaced] = await test.db.$client`
    select replaced_by from collector_run where id = ${one.runId}`;
  expect(replaced).toEqual({ replaced_by: two.runId });
});

it('waits anew after it was cut off itself: the others may only not be back yet', async () => {
  await using test = await prepared();
  const one = await test.begin();
  await one.sharing.ask();
  const two = await test.begin();
  two.presence.company.live = [one.runId, two.runId];
  await one.kill();
  await two.sharing.ask();
  two.presence.connection = 2;
  test.clock.nowMs = REPLACE_AFTER_MS;
  expect((await two.sharing.ask()).mine).toEqual([]);
  test.clock.nowMs = 2 * REPLACE_AFTER_MS;
  expect((await two.sharing.ask()).mine).toEqual(test.servers);
});
