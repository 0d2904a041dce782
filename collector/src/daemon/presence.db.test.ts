import { closeDatabase, createLogger, openDatabase } from '@rollcall/shared';
import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it, vi } from 'vitest';
import { announceRun } from '../store/leases.ts';
import { listenForRegistry } from '../store/listen.ts';
import { someRun } from '../store/testing/changes.ts';
import { startTcpProxy } from '../store/testing/tcp-proxy.ts';
import { Presence, REPLACE_AFTER_MS, type PresenceOptions } from './presence.ts';

const soon = { timeout: 20_000, interval: 50 };
const AWAY = 'database does not answer';

/** Runs that are present, each over a proxy of its own and with a clock that can be put forward. */
async function prepared() {
  const test = await createTestDatabase();
  const close: (() => PromiseLike<void>)[] = [];
  return {
    ...test,
    liveRuns: async () =>
      (await test.db.$client<{ id: number }[]>`select run_id as id from rollcall_live_runs()`)
        .map(({ id }) => id)
        .sort((a, b) => a - b),
    async begin(options: Pick<PresenceOptions, 'askAloneEveryMs'> = {}) {
      const runId = await someRun(test.db);
      const proxy = await startTcpProxy(test.url);
      const clock = { aheadMs: 0, dateAheadMs: 0 };
      const changes: boolean[] = [];
      const allowed: boolean[] = [];
      const over: number[] = [];
      const logged: string[] = [];
      const write = (line: string) => logged.push((JSON.parse(line) as { msg: string }).msg);
      const presence = Presence.start({
        url: proxy.url,
        runId,
        log: createLogger('test', 'info', { write }),
        monotonicMs: () => performance.now() + clock.aheadMs,
        dateMs: () => Date.now() + clock.aheadMs + clock.dateAheadMs,
        onCompany(changed) {
          changes.push(changed);
          allowed.push(presence.mayPoll());
        },
        onOver: () => over.push(runId),
        ...options,
      });
      close.push(
        () => presence.stop(),
        () => proxy[Symbol.asyncDispose](),
      );
      /** Lets time pass for a process that runs on, and tells for how much of it the run could poll. */
      const polledFor = (totalMs: number) => {
        for (let passedMs = 0; passedMs < totalMs; passedMs += 100) {
          if (!presence.mayPoll()) return passedMs;
          clock.aheadMs += 100;
        }
        return totalMs;
      };
      const company = async (...live: readonly number[]) => {
        await vi.waitFor(() => {
          expect(presence.company?.live).toEqual(live);
        }, soon);
      };
      const goAway = () => {
        proxy.refusing = true;
        proxy.cut();
      };
      const saysThatItIsAway = () =>
        vi.waitFor(() => {
          expect(logged).toContain(AWAY);
        }, soon);
      const database = { proxy, goAway, saysThatItIsAway };
      return {
        ...database,
        runId,
        clock,
        changes,
        allowed,
        over,
        logged,
        presence,
        polledFor,
        company,
      };
    },
    async [Symbol.asyncDispose]() {
      for (const end of close) await end();
      await test[Symbol.asyncDispose]();
    },
  };
}

it('is known to all other runs until it stops', async () => {
  await using test = await prepared();
  const one = await test.begin();
  await one.company(one.runId);
  const two = await test.begin();
  await one.company(one.runId, two.runId);
  await two.company(one.runId, two.runId);
  expect(one.changes.filter((changed) => changed)).toHaveLength(2);
  await two.presence.stop();
  await one.company(one.runId);
  expect(await test.liveRuns()).toEqual([one.runId]);
});

it('alone looks who is there as soon as it is told that somebody came', async () => {
  await using test = await prepared();
  const one = await test.begin({ askAloneEveryMs: 3_600_000 });
  await one.company(one.runId);
  const listener = await listenForRegistry(test.db, () => {
    one.presence.hurry();
  });
  const two = await test.begin();
  await one.company(one.runId, two.runId);
  await listener.stop();
});

it('takes nothing before it knows who is there, and nothing after it has stopped', async () => {
  await using test = await prepared();
  const one = await test.begin();
  expect(one.presence.company).toBeNull();
  await one.presence.share([]);
  expect(one.presence.company?.live).toEqual([one.runId]);
  await one.presence.stop();
  await expect(one.presence.handOver([1])).rejects.toThrow();
});

it('alone polls on for as long as Postgres is away', async () => {
  await using test = await prepared();
  const one = await test.begin();
  await one.company(one.runId);
  one.goAway();
  await one.saysThatItIsAway();
  expect(one.presence.company).toBeNull();
  expect(one.polledFor(600_000)).toBe(600_000);
});

it('in company polls no more before another run may take over', async () => {
  await using test = await prepared();
  const one = await test.begin();
  const two = await test.begin();
  await one.company(one.runId, two.runId);
  one.proxy.passAnswer = () => false;
  await one.saysThatItIsAway();
  const polledMs = one.polledFor(600_000);
  expect(polledMs).toBeLessThan(REPLACE_AFTER_MS);
  await two.company(two.runId);
  expect(two.presence.mayPoll()).toBe(true);
});

it('knows after a sleep that others may have come, until it has heard from Postgres', async () => {
  await using test = await prepared();
  const one = await test.begin();
  await one.company(one.runId);
  one.goAway();
  await one.saysThatItIsAway();
  expect(one.presence.mayPoll()).toBe(true);
  one.clock.aheadMs += 60_000;
  expect(one.presence.mayPoll()).toBe(false);
  one.proxy.refusing = false;
  await one.company(one.runId);
  expect(one.presence.mayPoll()).toBe(true);
});

it('knows after a sleep of the whole machine, of which its monotonic clock tells nothing', async () => {
  await using test = await prepared();
  const one = await test.begin();
  await one.company(one.runId);
  one.goAway();
  await one.saysThatItIsAway();
  expect(one.presence.mayPoll()).toBe(true);
  one.clock.dateAheadMs += 60_000;
  expect(one.presence.mayPoll()).toBe(false);
  expect(one.presence.mayPoll()).toBe(false);
  one.proxy.refusing = false;
  await one.company(one.runId);
  expect(one.presence.mayPoll()).toBe(true);
});

it('does not believe an answer for which it waited while the whole machine slept', async () => {
  await using test = await prepared();
  const one = await test.begin();
  await one.company(one.runId);
  one.proxy.passAnswer = () => {
    one.clock.dateAheadMs += 60_000;
    one.proxy.passAnswer = () => true;
    return true;
  };
  await vi.waitFor(() => {
    expect(one.allowed).toContain(false);
    expect(one.allowed.at(-1)).toBe(true);
  }, soon);
});

it('is announced again after its connection was lost, and says once that it was', async () => {
  await using test = await prepared();
  const one = await test.begin();
  await one.company(one.runId);
  expect(one.presence.connection).toBe(1);
  one.goAway();
  let refused = 0;
  one.proxy.onRefused = () => (refused += 1);
  await vi.waitFor(() => {
    expect(refused).toBeGreaterThan(3);
  }, soon);
  one.proxy.refusing = false;
  await one.company(one.runId);
  expect(one.presence.connection).toBe(2);
  expect(await test.liveRuns()).toEqual([one.runId]);
  expect(one.logged).toEqual([AWAY, 'database is back']);
});

it('ends a connection of its own that Postgres still takes for alive', async () => {
  await using test = await prepared();
  const [last] = await test.db.$client<{ id: number }[]>`
    select coalesce(max(id), 0)::int as id from collector_run`;
  const ghost = openDatabase({ url: test.url, applicationName: 'ghost', max: 1 });
  const runId = (last?.id ?? 0) + 1;
  expect(await announceRun(ghost, runId)).toBe(true);
  const one = await test.begin();
  expect(one.runId).toBe(runId);
  await one.company(one.runId);
  expect(one.presence.connection).toBe(1);
  await closeDatabase(ghost, 0);
});

it('tells once that another run has replaced it', async () => {
  await using test = await prepared();
  const one = await test.begin();
  await one.company(one.runId);
  const other = await someRun(test.db);
  await test.db.$client`update collector_run set replaced_by = ${other} where id = ${one.runId}`;
  await vi.waitFor(() => {
    expect(one.over).toEqual([one.runId]);
  }, soon);
  const { length } = one.changes;
  await one.presence.stop();
  expect(one.over).toHaveLength(1);
  expect(one.changes).toHaveLength(length);
  await expect.poll(() => test.liveRuns(), soon).toEqual([]);
});
