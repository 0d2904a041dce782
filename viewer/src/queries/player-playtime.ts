import type { Database } from '@rollcall/shared';
import { player } from '@rollcall/shared/schema';
import { sql } from 'drizzle-orm';

/** What a player has played on one server, since Rollcall watches it; also of sessions that are no longer kept. */
export interface ServerPlaytime {
  readonly serverId: number;
  readonly serverName: string;
  readonly removed: boolean;
  readonly sessions: number;
  /** Seconds; who is in game counts until the server was last seen. */
  readonly seconds: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  /** Since when they are in game there; null if they are not. */
  readonly joinedAt: Date | null;
  readonly nameAtJoin: string | null;
  readonly minPing: number | null;
  readonly maxPing: number | null;
  /** How long ago the server of an open session was last seen, in seconds. */
  readonly seenAge: number | null;
}

/** Far more servers than anybody has played on. */
const MAX_SERVERS = 2_000;

/** Where a player has played, most first: the sums of closed sessions, and those that are open. */
export function playerPlaytime(db: Database, id: string): Promise<readonly ServerPlaytime[]> {
  const time = player.firstSeenAt;
  return db
    .select({
      serverId: sql<number>`v.id`,
      serverName: sql<string>`v.name`,
      removed: sql<boolean>`v.removed_at is not null`,
      sessions: sql<number>`coalesce(t.sessions, 0) + (o.server_id is not null)::int`,
      seconds: sql<number>`coalesce(t.seconds, 0) + coalesce(o.seconds, 0)`,
      firstSeenAt: sql<Date>`least(t.first_seen_at, o.joined_at)`.mapWith(time),
      lastSeenAt: sql<Date>`greatest(t.last_seen_at, o.seen_at)`.mapWith(time),
      joinedAt: sql<Date | null>`o.joined_at`.mapWith(time),
      nameAtJoin: sql<string | null>`o.name_at_join`,
      minPing: sql<number | null>`o.min_ping`,
      maxPing: sql<number | null>`o.max_ping`,
      seenAge: sql<number | null>`greatest(0, extract(epoch from now() - o.seen_at))::float8`,
    })
    .from(
      // Open ones are found by server and player: a look into an index for each server, and no walk through all that somebody ever did.
      sql`(select * from player_server_total where player_id = ${id}::bigint) t
      full join (
        select e.*, greatest(0, extract(epoch from e.seen_at - e.joined_at))::float8 as seconds
        from (
          select s.server_id, s.joined_at, s.name_at_join, s.min_ping, s.max_ping,
                 greatest(s.joined_at, server_last_seen(s.server_id)) as seen_at
          from servers x cross join lateral (
            select * from server_player_session y
            where y.server_id = x.id and y.player_id = ${id}::bigint and y.left_at is null offset 0
          ) s
          where x.removed_at is null
        ) e
      ) o using (server_id)
      join servers v on v.id = server_id
      where t.sessions > 0 or o.server_id is not null`,
    )
    .orderBy(sql`5 desc, 1`)
    .limit(MAX_SERVERS)
    .execute();
}
