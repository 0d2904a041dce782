import { createTestDatabase } from '@rollcall/shared/testing';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Database } from '@rollcall/shared';
import { startTcpProxy } from '../../collector/src/store/testing/tcp-proxy.ts';
import { start } from '../processes.ts';
import { together } from '../together.ts';
import { INTERVAL_MS, isWhole, PATIENCE_MS } from './extent.ts';
import { expectHistory } from './history.ts';
import { caughtUp } from './own-postgres.ts';
import { collectorEnv, simulate } from './simulated.ts';
import { expectStop } from './stop.ts';

const collectorWithRoom = fileURLToPath(new URL('bounded-collector.js', import.meta.url));
const SERVERS = 8;
const ROOM = 80;
const soon = { timeout: PATIENCE_MS, interval: 100 };
const LOST = 'details are lost';

/** How many states ended while the server answered on, and the next one began only later. */
async function holes(db: Database): Promise<number> {
  const [row] = await db.$client<{ n: number }[]>`
    select count(*)::int as n from (
      select server_id, ended_at, lead(started_at) over (partition by server_id order by started_at) as next
      from server_state
    ) s join server_reachability r on r.server_id = s.server_id and r.status = 'ok'
      and r.started_at <= s.ended_at and coalesce(r.ended_at, 'infinity') >= s.next
    where s.next > s.ended_at`;
  return row?.n ?? 0;
}

// On a slow machine so many polls fail that what is written of these leaves no room for sessions: not beside other tests.
it.runIf(isWhole)(
  'keeps every session, and says once that details are lost, when more happens than there is room for while Postgres is away',
  async () => {
    await using open = together();
    const test = open.use(await createTestDatabase());
    const simulated = open.use(await simulate(test.db, SERVERS, 'memory'));
    const proxy = open.use(await startTcpProxy(test.url));
    const collector = open.use(start(collectorWithRoom, [String(ROOM)], collectorEnv(proxy.url)));
    const sinceMs = Date.now() + INTERVAL_MS;
    await expect.poll(() => simulated.unpolledSince(sinceMs), soon).toEqual([]);
    await caughtUp(test);
    const fromMs = Date.now();
    expect(await holes(test.db)).toBe(0);

    proxy.refusing = true;
    proxy.cut();
    await expect.poll(() => collector.output(), soon).toContain(LOST);
    proxy.refusing = false;
    await expect.poll(() => collector.output(), soon).toContain('the database takes changes again');
    await caughtUp(test);

    const toMs = Date.now();
    await expectStop(collector);
    await expectHistory(test.db, simulated, { fromMs, toMs });
    expect(await holes(test.db)).toBeGreaterThan(0);
    expect(collector.output().split(LOST)).toHaveLength(2);
  },
  180_000,
);
