import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { startTcpProxy } from '../../collector/src/store/testing/tcp-proxy.ts';
import { rollcall, start } from '../processes.ts';
import { together } from '../together.ts';
import type { Span } from './differences.ts';
import { INTERVAL_MS, isWhole, PATIENCE_MS, SERVERS } from './extent.ts';
import { expectHistory, expectOneAtATime } from './history.ts';
import { startPulse } from './machine.ts';
import { collectorEnv, simulate } from './simulated.ts';
import { expectStop } from './stop.ts';

const TAKEN_OVER_MS = 15_000;
const soon = { timeout: PATIENCE_MS, interval: 100 };
const ALL = [SERVERS];
const HALVES = [SERVERS / 2, SERVERS / 2];

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
  const pulse = open.use(startPulse());
  const begin = (url: string) => open.use(start(rollcall, ['run'], collectorEnv(url)));
  const gaps: Span[] = [];
  const allPolled = async () => {
    // The last poll may still be under way, the one before it is not.
    const sinceMs = Date.now() + INTERVAL_MS;
    await expect.poll(() => simulated.unpolledSince(sinceMs), soon).toEqual([]);
  };
  /** Does something, after which the servers are shared like this and polled again: until then there is a gap. */
  const after = async (what: () => unknown, expected: readonly number[]) => {
    const fromMs = Date.now() - 2 * INTERVAL_MS;
    await what();
    await expect.poll(() => shares(test), soon).toEqual(expected);
    await allPolled();
    gaps.push({ fromMs, toMs: Date.now() + 2 * INTERVAL_MS });
  };

  const first = begin(test.url);
  await allPolled();
  const fromMs = Date.now();
  const second = begin(proxy.url);
  await after(() => undefined, HALVES);

  if (isWhole) {
    // The second hears nothing more from the database, and cannot know whether the database is there for others.
    await after(() => (proxy.passAnswer = () => false), ALL);
    await after(() => (proxy.passAnswer = () => true), HALVES);
    expect(second.output()).toContain('polling pauses');
  }

  // The first hangs, and knows nothing of it when it goes on.
  await after(() => first.child.kill('SIGSTOP'), ALL);
  await after(() => first.child.kill('SIGCONT'), HALVES);
  expect(first.output()).toContain('another collector has taken over');

  const killedMs = performance.now();
  let takenOverMs = Infinity;
  await after(async () => {
    await second.stop('SIGKILL');
    await expect.poll(() => shares(test), soon).toEqual(ALL);
    takenOverMs = performance.now() - killedMs;
  }, ALL);
  expect(takenOverMs).toBeLessThan(TAKEN_OVER_MS + 10 * pulse.lateMs(0.99));

  const toMs = Date.now();
  await expectStop(first);
  const compared = await expectHistory(test.db, simulated, { fromMs, toMs }, gaps);
  expect(compared).toBeGreaterThan(SERVERS);
  expectOneAtATime(simulated);
  expect(second.output()).not.toContain('bug in');
}, 300_000);
