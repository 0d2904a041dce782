import type { Database } from '@rollcall/shared';
import { sql } from 'drizzle-orm';
import { msOf, timeParam } from './moments.ts';

/** How far the sums of a window tell which maps were played and who was on, where that is less far than how many were. */
export interface DetailsUntil {
  /** End of the last hour of which maps are known; null where nothing is missing. */
  readonly mapsMs: number | null;
  /** The same for players. */
  readonly playersMs: number | null;
}

/** So many hours without anybody are looked through for the last one with somebody. */
const MAX_HOURS = 500;

/**
 * After an update the collector sums maps and players up from the oldest hour to the newest, within minutes; until then the newest hours
 * have numbers, and nothing that tells whose.
 */
export async function detailsUntil(
  db: Database,
  serverId: number,
  from: Date,
  to: Date,
): Promise<DetailsUntil> {
  const rows = await db.execute<{ [Key in keyof DetailsUntil]: DetailsUntil[Key] }>(sql`
    with newest as materialized (
      select h.hour, h.up_seconds, h.player_seconds from server_hour h
      where h.server_id = ${serverId} and h.hour >= ${timeParam(from)} and h.hour < ${timeParam(to)}
      order by h.hour desc limit ${MAX_HOURS}
    ), last as (
      select max(n.hour) filter (where n.up_seconds > 1) as up, max(n.hour) filter (where n.player_seconds > 0) as played from newest n
    )
    select ${msOf(sql`case when m.hour < l.up then m.hour + interval '1 hour' end`)} as "mapsMs",
           ${msOf(sql`case when p.hour < l.played then p.hour + interval '1 hour' end`)} as "playersMs"
    from last l
    cross join lateral (
      select coalesce(max(t.hour), ${timeParam(from)} - interval '1 hour') as hour from server_map_hour t
      where t.server_id = ${serverId} and t.hour >= ${timeParam(from)} and t.hour <= l.up
    ) as m
    cross join lateral (
      select coalesce(max(t.hour), ${timeParam(from)} - interval '1 hour') as hour from server_player_hour t
      where t.server_id = ${serverId} and t.hour >= ${timeParam(from)} and t.hour <= l.played
    ) as p`);
  return rows[0] ?? { mapsMs: null, playersMs: null };
}
