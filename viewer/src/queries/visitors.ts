import type { Database } from '@rollcall/shared';
import { sql } from 'drizzle-orm';
import { moment, summedUntil } from './summed-until.ts';

/** Who came to a server on a day. */
export interface DayOfVisitors {
  readonly atMs: number;
  /** Different players who were on. */
  readonly visitors: number;
  /** Of these, who had never been on this server before. */
  readonly newcomers: number;
  readonly watchedSeconds: number;
}

/**
 * Visitors of each day, which begin at the moments of `days` (in order) and end where the next one begins, the last one at `to`.
 * Hours are not divided: one that begins before midnight belongs to the day before.
 */
export async function visitorsByDay(
  db: Database,
  serverId: number,
  days: readonly Date[],
  to: Date,
): Promise<readonly DayOfVisitors[]> {
  const from = days[0] ?? to;
  const rows = await db.execute<{ [Key in keyof DayOfVisitors]: DayOfVisitors[Key] }>(sql`
    with ${summedUntil(from, to)}, days as materialized (
      select d.n, d.at, lead(d.at, 1, ${moment(to)}) over (order by d.n) as until
      from (select n, t::timestamptz as at from jsonb_array_elements_text(${JSON.stringify(days)}::text::jsonb) with ordinality as e(t, n)) d
    ), hours as materialized (
      select h.hour, h.newcomers, h.player_ids from summed s join server_player_hour h on h.hour < s.at
      where h.server_id = ${serverId} and h.hour >= ${moment(from)}
      union all
      select p.hour, count(*) filter (where p.newcomer)::int, array_agg(p.player_id)
      from summed s cross join lateral player_hours(array[${serverId}]::integer[], s.at, ${moment(to)}) p
      group by p.hour
    ), numbered as materialized (
      select d.n, h.newcomers, h.player_ids from hours h join days d on h.hour >= d.at and h.hour < d.until
    ), watched as (
      select d.n, sum(w.watched_seconds) as seconds
      from days d join server_hour w on w.hour >= d.at and w.hour < d.until, summed s
      where w.server_id = ${serverId} and w.hour >= ${moment(from)} and w.hour < s.at
      group by d.n
      union all
      select d.n, u.watched_seconds
      from days d cross join summed s cross join lateral uptime(${serverId}, greatest(s.at, d.at), d.until) u
      where d.until > s.at
    )
    select extract(epoch from d.at)::float8 * 1000 as "atMs",
           (select count(distinct u.id) from numbered x cross join lateral unnest(x.player_ids) as u(id) where x.n = d.n)::int as "visitors",
           coalesce((select sum(x.newcomers) from numbered x where x.n = d.n), 0)::int as "newcomers",
           coalesce((select sum(w.seconds) from watched w where w.n = d.n), 0)::float8 as "watchedSeconds"
    from days d
    order by d.n`);
  return [...rows];
}
