import type { Database } from '@rollcall/shared';
import { player } from '@rollcall/shared/schema';
import { sql } from 'drizzle-orm';
import { secondsSince } from './seconds-since.ts';

export interface FoundPlayer {
  readonly playerId: bigint;
  readonly kind: string;
  /** Used last. */
  readonly lastName: string;
  readonly personaName: string | null;
  readonly avatarUrl: string | null;
  /** The name that was found, which may be one of long ago, or that on Steam. */
  readonly name: string;
  readonly lastSeenAt: Date;
  readonly lastSeenAge: number;
  /** Seconds since the server of an open session was last seen; null for who is not in game. */
  readonly playingAge: number | null;
  /** Where they play, or were last; null where nothing was ever counted. */
  readonly serverId: number | null;
  readonly serverName: string | null;
  readonly serverRemoved: boolean | null;
  /** Where a page that ends here goes on. */
  readonly cursor: string;
}

export interface FoundPlayers {
  readonly players: readonly FoundPlayer[];
  /** How many were looked at; more may be called so where `all` is false. */
  readonly found: number;
  readonly all: boolean;
  /** Null on the last page. */
  readonly next: string | null;
}

const FOUND_PAGE = 50;
/** Of names that are this, that begin so, and that contain it; in game and on Steam each. A page reads 5,000 rows at most. */
const MAX_NAMES = 200;
/** Sorts before everybody. */
const START = '2-0-0';

/**
 * Who has ever been called like this: in game first, then who was seen last. `after` is the cursor of a page before, `d-micros-id`; null
 * for the first one.
 */
export async function findPlayers(
  db: Database,
  part: string,
  after: string | null,
): Promise<FoundPlayers> {
  const [playing, micros, id] = (after ?? START).split('-');
  const seenBefore = sql`timestamptz 'epoch' + ${micros ?? ''}::bigint * interval '1 microsecond'`;
  const rows = await db
    .select({
      playerId: sql<bigint>`s.id`.mapWith(player.id),
      kind: sql<string>`s.kind`,
      lastName: sql<string>`s.last_name`,
      personaName: sql<string | null>`u.persona_name`,
      avatarUrl: sql<string | null>`u.avatar_url`,
      name: sql<string>`s.name`,
      lastSeenAt: sql<Date>`s.last_seen_at`.mapWith(player.lastSeenAt),
      lastSeenAge: secondsSince(sql`s.last_seen_at`),
      playingAge: sql<
        number | null
      >`case when s.playing then greatest(0, extract(epoch from now() - server_last_seen(w.server_id)))::float8 end`,
      serverId: sql<number | null>`w.server_id`,
      serverName: sql<string | null>`v.name`,
      serverRemoved: sql<boolean | null>`v.removed_at is not null`,
      cursor: sql<string>`concat_ws('-', s.playing::int, (extract(epoch from s.last_seen_at) * 1000000)::bigint, s.id)`,
      found: sql<number>`s.found`,
      cut: sql<boolean>`s.cut`,
    })
    .from(
      sql`(
        with hits as materialized (select * from find_names(${part}, ${MAX_NAMES})),
        best as materialized (
          select distinct on (h.player_id) h.player_id, h.name from hits h
          order by h.player_id, array_position(array['whole', 'start', 'part'], h.fit), h.source, h.name
        ), ranked as materialized (
          select p.id, p.kind, p.last_name, p.last_seen_at, b.name, coalesce(o.playing, false) as playing
          -- One by one, by index: nobody can know beforehand how few these are.
          from best b cross join lateral (select * from player x where x.id = b.player_id offset 0) p
          left join lateral (
            select bool_or(n.left_at is null) as playing from (
              select t.left_at from server_player_session t where t.player_id = p.id order by t.joined_at desc limit 2
            ) n
          ) o on true
        )
        select r.*, (select count(*) from ranked)::int as found,
               exists (select from hits h group by h.source, h.fit having count(*) >= ${MAX_NAMES}) as cut
        from ranked r
        where (r.playing::int, r.last_seen_at, r.id) < (${playing ?? ''}::int, ${seenBefore}, ${id ?? ''}::bigint)
        order by r.playing desc, r.last_seen_at desc, r.id desc
        limit ${FOUND_PAGE + 1}
      ) s
      left join lateral (
        (select n.server_id from (
           select t.server_id, t.left_at from server_player_session t where t.player_id = s.id order by t.joined_at desc limit 2
         ) n order by n.left_at desc nulls first limit 1)
        union all
        (select t.server_id from player_server_total t where t.player_id = s.id order by t.last_seen_at desc limit 1)
        limit 1
      ) w on true
      left join servers v on v.id = w.server_id
      left join lateral (select * from steam_user_profile x where x.steam_id_64 = s.id and s.kind = 'steam' offset 0) u on true`,
    )
    .orderBy(sql`s.playing desc, s.last_seen_at desc, s.id desc`);
  const players = rows.slice(0, FOUND_PAGE);
  return {
    players,
    found: rows[0]?.found ?? 0,
    all: rows[0]?.cut !== true,
    next: rows.length > FOUND_PAGE ? (players.at(-1)?.cursor ?? null) : null,
  };
}
