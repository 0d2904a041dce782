import type { Database } from '@rollcall/shared';
import { player } from '@rollcall/shared/schema';
import { sql } from 'drizzle-orm';

/** Somebody who was on the same server at the same time. */
interface Companion {
  readonly playerId: bigint;
  readonly kind: string;
  readonly lastName: string;
  readonly personaName: string | null;
  readonly avatarUrl: string | null;
  /** Time together, within the sessions that were looked at. */
  readonly seconds: number;
  /** In how many of these sessions. */
  readonly sessions: number;
}

export interface Company {
  readonly companions: readonly Companion[];
  /** How many sessions were looked at, and when the first of them began; null where there are none. */
  readonly sessions: number;
  readonly since: Date | null;
}

const SHOWN = 10;
/** A page reads 5,000 rows at most: of the newest 40 sessions 50 who left next, and of the 15 met longest 150 sessions. */
const SESSIONS = 40;
const NEXT_TO_LEAVE = 50;
const STILL_OPEN = 5;
const OPEN_A_SERVER = 64;
const MET = 15;
const SESSIONS_OF_MET = 150;

/**
 * With whom a player was on during the newest 40 sessions, longest together first. Who was met is drawn from those who left next after
 * the player came; how long they were together is exact.
 */
export async function playerCompany(db: Database, playerId: string): Promise<Company> {
  const own = sql`with mine as materialized (
    select s.server_id, s.joined_at, coalesce(s.left_at, greatest(s.joined_at, server_last_seen(s.server_id))) as until,
           row_number() over (order by s.joined_at desc) as n
    from server_player_session s where s.player_id = ${playerId}::bigint
    order by s.joined_at desc limit ${SESSIONS}
  )`;
  const rows = await db
    .select({
      playerId: sql<bigint>`p.id`.mapWith(player.id),
      kind: sql<string>`p.kind`,
      lastName: sql<string>`p.last_name`,
      personaName: sql<string | null>`u.persona_name`,
      avatarUrl: sql<string | null>`u.avatar_url`,
      seconds: sql<number>`c.seconds`,
      sessions: sql<number>`c.sessions`,
      looked: sql<number>`c.looked`,
      since: sql<Date | null>`c.since`.mapWith(player.firstSeenAt),
    })
    .from(
      sql`(${own}, met as materialized (
        select o.player_id from mine m cross join lateral (
          (select t.player_id, t.joined_at, t.left_at from server_player_session t
           where t.server_id = m.server_id and t.left_at > m.joined_at order by t.left_at limit ${NEXT_TO_LEAVE})
          union all
          (select t.player_id, t.joined_at, 'infinity' from server_player_session t
           where t.server_id = m.server_id and t.left_at is null and m.n <= ${STILL_OPEN} limit ${OPEN_A_SERVER})
        ) o
        where o.player_id <> ${playerId}::bigint and o.joined_at < m.until
        group by o.player_id
        order by sum(extract(epoch from least(o.left_at, m.until) - greatest(o.joined_at, m.joined_at))) desc, o.player_id
        limit ${MET}
      ), together as (
        select met.player_id, sum(extract(epoch from least(t.until, m.until) - greatest(t.joined_at, m.joined_at)))::float8 as seconds,
               count(distinct m.n)::int as sessions
        from met cross join lateral (
          select x.server_id, x.joined_at, coalesce(x.left_at, server_last_seen(x.server_id)) as until
          from server_player_session x
          where x.player_id = met.player_id and x.joined_at < (select max(until) from mine)
            and x.joined_at > (select min(joined_at) from mine) - interval '1 day'
          order by x.joined_at desc limit ${SESSIONS_OF_MET}
        ) t
        join mine m on m.server_id = t.server_id and t.joined_at < m.until and t.until > m.joined_at
        group by met.player_id
      )
      select g.*, a.looked, a.since
      from (select count(*)::int as looked, min(joined_at) as since from mine) a
      left join together g on true
      ) c
      left join lateral (select * from player x where x.id = c.player_id offset 0) p on true
      left join lateral (select * from steam_user_profile x where x.steam_id_64 = p.id and p.kind = 'steam' offset 0) u on true`,
    )
    .orderBy(sql`c.seconds desc nulls last, p.id`)
    .limit(SHOWN);
  const [first] = rows;
  const companions = rows.filter(({ seconds }) => Number.isFinite(seconds) && seconds > 0);
  return { companions, sessions: first?.looked ?? 0, since: first?.since ?? null };
}
