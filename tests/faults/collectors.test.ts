import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { startTcpProxy } from '../../collector/src/store/testing/tcp-proxy.ts';
import { rollcall, start, type Running } from '../processes.ts';
import { together } from '../together.ts';
import { expectHistory, expectNeverTwoAtOnce, type Gap } from './compare.ts';
import { collectorEnv, INTERVAL_MS, simulate } from './simulated.ts';

const SERVERS = 200;
const TAKEN_OVER_MS = 15_000;

/** How many servers each run has, the largest part first. */
async function shares(test: TestDatabase): Promise<readonly number[]> {
  const rows = await test.db.$client<{ servers: number }[]>`
    select count(*)::int as servers from server_lease l join rollcall_live_runs() r on r.run_id = l.run_id
    group by l.run_id order by 1 desc`;
  return rows.map((row) => row.servers);
}

it('keeps one true history while collectors come, hang, lose the database and are killed', async () => {
  await using test = await createTestDatabase();
  await using open = together();
  const simulated = open.use(await simulate(test.db, SERVERS, 'collectors'));
  const proxy = open.use(await startTcpProxy(test.url));
  const begin = (url: string) => open.use(start(rollcall, ['run'], collectorEnv(url)));
  const gaps: Gap[] = [];
  const soon = { timeout: 30_000, interval: 100 };
  /** All servers are polled again, and shared like this; what happened since `fromMs` counts as a gap. */
  const recovered = async (fromMs: number, expected: readonly number[], withinMs = 30_000) => {
    await expect.poll(() => shares(test), { ...soon, timeout: withinMs }).toEqual(expected);
    // The last poll may still be under way, the one before it is not.
    const sharedMs = Date.now() + INTERVAL_MS;
    await expect.poll(() => simulated.unpolledSince(sharedMs), soon).toEqual([]);
    gaps.push({ fromMs: fromMs - 2 * INTERVAL_MS, toMs: Date.now() + 2 * INTERVAL_MS });
  };

  const first = begin(test.url);
  await expect.poll(() => simulated.unpolledSince(0), soon).toEqual([]);
  const fromMs = Date.now() + INTERVAL_MS;

  let atMs = Date.now();
  const second = begin(proxy.url);
  await recovered(atMs, [100, 100]);

  // The second hears nothing more from the database, and cannot know whether the database is there for others.
  atMs = Date.now();
  proxy.passAnswer = () => false;
  await recovered(atMs, [200], 2 * TAKEN_OVER_MS);
  atMs = Date.now();
  proxy.passAnswer = () => true;
  await recovered(atMs, [100, 100]);
  expect(second.output()).toContain('polling pauses');

  // The first hangs, and knows nothing of it when it goes on.
  atMs = Date.now();
  first.child.kill('SIGSTOP');
  await recovered(atMs, [200], 2 * TAKEN_OVER_MS);
  atMs = Date.now();
  first.child.kill('SIGCONT');
  await recovered(atMs, [100, 100]);
  expect(first.output()).toContain('another collector has taken over');

  atMs = Date.now();
  await second.stop('SIGKILL');
  await recovered(atMs, [200], TAKEN_OVER_MS);
  expect(Date.now() - atMs).toBeLessThan(TAKEN_OVER_MS);

  const stopped = Date.now();
  expect(await stop(first), first.output()).toBe(0);
  const compared = await expectHistory(test.db, simulated, { fromMs, toMs: stopped }, gaps);
  expect(compared).toBeGreaterThan(SERVERS);
  expectNeverTwoAtOnce(simulated, INTERVAL_MS);
  for (const one of [first, second]) expect(one.output()).not.toContain('bug in');
}, 180_000);

async function stop(collector: Running): Promise<number | null> {
  const startedMs = performance.now();
  const code = await collector.stop();
  expect(performance.now() - startedMs).toBeLessThan(5_000);
  return code;
}
