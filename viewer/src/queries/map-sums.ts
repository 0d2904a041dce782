import type { Database } from '@rollcall/shared';
import { sql } from 'drizzle-orm';
import { moment, summedUntil } from './summed-until.ts';

/** What is known of a map on a server in a window. */
export interface MapSums {
  readonly map: string;
  readonly upSeconds: number;
  /** In these the number of players was known. */
  readonly countedSeconds: number;
  readonly playerSeconds: number;
  readonly peakPlayers: number | null;
  /** How often it was changed to. */
  readonly changes: number;
  /** Who was on at those changes of which it is known who stayed. */
  readonly playersAtChanges: number;
  /** Of these, who was gone ten minutes later, or at the next change. */
  readonly playersLost: number;
}

export interface ServerMaps {
  /** Most played first. */
  readonly maps: readonly MapSums[];
  /** Hours before are not counted, for there is too much of them; null where all are. */
  readonly sinceMs: number | null;
}

/** A page reads 5,000 rows at most; this is how many there are of 50 days with four maps an hour. */
const MAX_ROWS = 4_500;
const MAX_MAPS = 500;

/** The maps of a server. */
export async function mapSums(
  db: Database,
  serverId: number,
  from: Date,
  to: Date,
): Promise<ServerMaps> {
  type Row = { [Key in keyof MapSums]: MapSums[Key] } & { rows: number; sinceMs: number | null };
  const rows = await db.execute<Row>(sql`
    with ${summedUntil(from, to)}, hours as materialized (
      select h.* from summed s join server_map_hour h on h.hour < s.at
      where h.server_id = ${serverId} and h.hour >= ${moment(from)}
      order by h.hour desc limit ${MAX_ROWS}
    ), parts as (
      select * from hours
      union all
      select m.* from summed s cross join lateral map_hours(array[${serverId}]::integer[], s.at, ${moment(to)}) m
    )
    select p.map, sum(p.up_seconds)::float8 as "upSeconds", sum(p.counted_seconds)::float8 as "countedSeconds",
           sum(p.player_seconds)::float8 as "playerSeconds", max(p.peak_players) as "peakPlayers", sum(p.changes)::int as "changes",
           sum(p.players_at_changes)::int as "playersAtChanges", sum(p.players_lost)::int as "playersLost",
           (select count(*) from hours)::int as "rows", (select extract(epoch from min(hour))::float8 * 1000 from hours) as "sinceMs"
    from parts p
    group by p.map
    order by "upSeconds" desc, p.map
    limit ${MAX_MAPS}`);
  const [first] = rows;
  return {
    maps: rows,
    sinceMs: first?.rows === MAX_ROWS ? first.sinceMs : null,
  };
}
