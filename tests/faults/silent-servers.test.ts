import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { mapAt } from '../../collector/src/practice/world.ts';
import { badServers } from '../../collector/src/testing/bad-servers.ts';
import { blackHole } from '../../collector/src/testing/black-hole.ts';
import { rollcall, start } from '../processes.ts';
import { together } from '../together.ts';
import type { Span } from './differences.ts';
import { INTERVAL_MS, isWhole, PATIENCE_MS, POLLS, SERVERS, SILENT } from './extent.ts';
import { expectHistory, expectOneAtATime } from './history.ts';
import { quantile, startPulse } from './machine.ts';
import { collectorEnv, register, simulate, type Simulated } from './simulated.ts';
import { expectStop } from './stop.ts';

const GOOD = SERVERS - SILENT;
const soon = { timeout: PATIENCE_MS, interval: 100 };

it('polls good servers on time while many others and every bad one get in the way, and stops while polls hang', async () => {
  await using test = await createTestDatabase();
  await using open = together();
  const simulated = open.use(await simulate(test.db, GOOD, 'silent'));
  const hole = open.use(await blackHole());
  const expected = new Map<number, string>();
  for (let at = 0; at < SILENT; at += 1) {
    expected.set(await register(test.db, `silent ${at}`, hole.port), 'timeout');
  }
  for (const server of badServers) {
    const { port } = open.use(await server.start());
    expected.set(await register(test.db, server.name, port), server.expectedStatus);
  }
  const pulse = open.use(startPulse());
  const collector = open.use(start(rollcall, ['run'], collectorEnv(test.url)));
  /** Servers that have not been told what is wrong with them, beside what was. */
  const unclear = async () => {
    const rows = await test.db.$client<{ id: number; statuses: string | null }[]>`
      select servers.id, string_agg(distinct status, ',') as statuses
      from servers left join server_reachability r on r.server_id = servers.id group by servers.id`;
    return rows.filter(
      ({ id, statuses }) => !statuses?.split(',').includes(expected.get(id) ?? 'ok'),
    );
  };
  await expect.poll(unclear, soon).toEqual([]);

  const fromMs = Date.now();
  const toMs = fromMs + POLLS * INTERVAL_MS;
  await expect.poll(() => simulated.unpolledSince(toMs), soon).toEqual([]);
  await expectStop(collector);

  expect(
    await test.db.$client`select 1 from collector_run where stopped_at is not null`,
  ).toHaveLength(1);
  await expectHistory(test.db, simulated, { fromMs, toMs });
  expectOneAtATime(simulated);
  // "npm test" runs other things beside it.
  if (isWhole) expectOnTime(simulated, { fromMs, toMs }, pulse.lateMs(0.99));
}, 180_000);

/** Measured where no map loads: meanwhile a server answers late, or drops its console, and is asked again on its next slot. */
function expectOnTime({ servers, polls }: Simulated, { fromMs, toMs }: Span, lateMs: number): void {
  const gapsMs = [...servers].flatMap(([id, server]) => {
    const timesMs = (polls.get(id) ?? []).map(({ atMs }) => atMs);
    return timesMs.flatMap((atMs, at) => {
      const beforeMs = timesMs[at - 1] ?? 0;
      const isLoading = mapAt(server, atMs).sinceMs > beforeMs - INTERVAL_MS;
      return beforeMs < fromMs || atMs > toMs || isLoading ? [] : [atMs - beforeMs];
    });
  });
  const marginMs = INTERVAL_MS / 2 + 2 * lateMs;
  expect(quantile(gapsMs, 0.98), `a beat was up to ${lateMs} ms late`).toBeLessThan(
    INTERVAL_MS + marginMs,
  );
  expect(quantile(gapsMs, 0.02)).toBeGreaterThan(INTERVAL_MS - marginMs);
  expect(gapsMs.length).toBeGreaterThan(0.5 * polls.size * POLLS);
}
