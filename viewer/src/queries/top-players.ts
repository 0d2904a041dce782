import type { Database } from '@rollcall/shared';
import { sql } from 'drizzle-orm';
import { moment, summedUntil } from './summed-until.ts';

/** Somebody who played on a server, with the time in game there. */
export interface TopPlayer {
  /** The SteamID64, or the number that Rollcall gave, in digits. */
  readonly playerId: string;
  readonly lastName: string;
  readonly personaName: string | null;
  readonly seconds: number;
}

export interface TopPlayers {
  /** Who played most first. */
  readonly players: readonly TopPlayer[];
  /** How many there were in all. */
  readonly of: number;
}

const SHOWN = 20;

/** Who played most on a server, by the time within the window, as `playtime` counts it. */
export async function topPlayers(
  db: Database,
  serverId: number,
  from: Date,
  to: Date,
): Promise<TopPlayers> {
  type Row = { [Key in keyof TopPlayer]: TopPlayer[Key] } & { of: number };
  const rows = await db.execute<Row>(sql`
    with ${summedUntil(from, to)}, parts as (
      select u.player_id, u.seconds::float8 as seconds
      from summed s join server_player_hour h on h.hour < s.at
      cross join lateral unnest(h.player_ids, h.seconds) as u(player_id, seconds)
      where h.server_id = ${serverId} and h.hour >= ${moment(from)}
      union all
      select p.player_id, p.seconds
      from summed s cross join lateral player_hours(array[${serverId}]::integer[], s.at, ${moment(to)}) p
    ), sums as materialized (
      select player_id, sum(seconds) as seconds from parts group by player_id
    ), top as materialized (
      select player_id, seconds from sums where seconds > 0 order by seconds desc, player_id limit ${SHOWN}
    )
    select t.player_id::text as "playerId", p.last_name as "lastName", f.persona_name as "personaName", t.seconds,
           (select count(*) from sums)::int as "of"
    from top t
    join player p on p.id = t.player_id
    left join steam_user_profile f on f.steam_id_64 = p.id and p.kind = 'steam'
    order by t.seconds desc, t.player_id`);
  return { players: rows, of: rows[0]?.of ?? 0 };
}
