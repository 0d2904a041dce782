import type { Database } from '@rollcall/shared';
import { dateOf } from './moments.ts';
import type { PlayerFace } from './players.ts';

export interface RecentPlayer extends PlayerFace {
  readonly leftAt: Date;
  readonly leftAge: number;
  /** How long the last session lasted. */
  readonly playedSeconds: number;
}

/** As the row comes: an id in digits, times in seconds since 1970. */
interface Row extends Omit<PlayerFace, 'playerId'> {
  readonly playerId: string;
  readonly joined: number;
  readonly left: number;
  readonly now: number;
  /** How many sessions were looked at. */
  readonly looked: number;
}

const SHOWN = 20;
/** How many of the newest sessions are looked at, one try after the other; a page reads 5,000 rows at most. */
const DEPTHS = [200, 4_000] as const;

/**
 * Who was on during the last 30 days and is not now, the last to leave first; 20 at most. Walks the newest closed sessions
 * backwards, and further only where few people came back so often that they fill the first look.
 */
export async function recentPlayers(
  db: Database,
  serverId: number,
): Promise<readonly RecentPlayer[]> {
  let found: readonly Row[] = [];
  for (const depth of DEPTHS) {
    const rows = await lastSessions(db, serverId, depth);
    found = rows;
    const all = (rows[0]?.looked ?? depth) < depth;
    if (all || rows.length === SHOWN) break;
  }
  return found.map(recentPlayer);
}

/** Of the `depth` newest closed sessions the last one of each player who is not in game. */
function lastSessions(db: Database, serverId: number, depth: number) {
  return db.$client<Row[]>`
    with newest as materialized (
      select player_id, name_at_join, joined_at, left_at from server_player_session
      where server_id = ${serverId} and left_at > now() - interval '30 days'
      order by left_at desc limit ${depth}
    ), last as (
      select distinct on (player_id) * from newest
      where player_id not in (select player_id from server_player_session where server_id = ${serverId} and left_at is null)
      order by player_id, left_at desc
    ), shown as materialized (
      select * from last order by left_at desc, joined_at desc, player_id desc limit ${SHOWN}
    )
    select n.player_id as "playerId", p.kind, n.name_at_join as "nameAtJoin", f.persona_name as "personaName",
           f.avatar_url as "avatarUrl", date_part('epoch', n.joined_at) as joined, date_part('epoch', n.left_at) as left,
           date_part('epoch', now()) as now, (select count(*) from newest)::int as looked
    from shown n
    join player p on p.id = n.player_id
    left join steam_user_profile f on f.steam_id_64 = p.id and p.kind = 'steam'
    order by n.left_at desc, n.joined_at desc, n.player_id desc`;
}

const recentPlayer = (row: Row): RecentPlayer => ({
  playerId: BigInt(row.playerId),
  kind: row.kind,
  nameAtJoin: row.nameAtJoin,
  personaName: row.personaName,
  avatarUrl: row.avatarUrl,
  leftAt: dateOf(row.left),
  leftAge: row.now - row.left,
  playedSeconds: row.left - row.joined,
});
