import type { Database } from '@rollcall/shared';
import { sql } from 'drizzle-orm';
import { moment, summedUntil } from './summed-until.ts';

/** How many players were counted in an hour, and for how long. */
export interface HourCount {
  /** Start of the hour (UTC). */
  readonly atMs: number;
  readonly countedSeconds: number;
  readonly playerSeconds: number;
}

/** The hours of a window in which players were counted. */
export async function hourCounts(
  db: Database,
  serverId: number,
  from: Date,
  to: Date,
): Promise<readonly HourCount[]> {
  const rows = await db.execute<{ [Key in keyof HourCount]: HourCount[Key] }>(sql`
    with ${summedUntil(from, to)}
    select extract(epoch from h.hour)::float8 * 1000 as "atMs", h.counted_seconds as "countedSeconds", h.player_seconds as "playerSeconds"
    from summed s join server_hour h on h.hour < s.at
    where h.server_id = ${serverId} and h.hour >= ${moment(from)} and h.counted_seconds > 0
    union all
    select extract(epoch from t.hour)::float8 * 1000, sum(t.seconds)::float8, sum(t.players * t.seconds)::float8
    from (
      select g.hour, c.players, extract(epoch from least(c.ended_at, g.hour + interval '1 hour') - greatest(c.started_at, g.hour)) as seconds
      from summed s
      cross join lateral concurrency(${serverId}, s.at, ${moment(to)}) c
      cross join lateral generate_series(date_trunc('hour', c.started_at, 'UTC'), c.ended_at, interval '1 hour') as g(hour)
      where c.players is not null and g.hour < c.ended_at
    ) t
    group by t.hour`);
  return [...rows];
}
