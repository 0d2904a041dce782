import type { Database } from '@rollcall/shared';
import { player, serverPlayerSession, steamUserProfile } from '@rollcall/shared/schema';
import { and, desc, eq, gt, isNull, notInArray, sql } from 'drizzle-orm';
import { faceColumns, profileOfPlayer, type PlayerFace } from './players.ts';
import { secondsSince } from './seconds-since.ts';

export interface RecentPlayer extends PlayerFace {
  readonly leftAt: Date;
  readonly leftAge: number;
  /** How long the last session lasted. */
  readonly playedSeconds: number;
}

const session = serverPlayerSession;
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
  let found: readonly RecentPlayer[] = [];
  for (const depth of DEPTHS) {
    const rows = await lastSessions(db, serverId, depth);
    found = rows;
    const all = (rows[0]?.looked ?? depth) < depth;
    if (all || rows.length === SHOWN) break;
  }
  return found;
}

/** Of the `depth` newest closed sessions the last one of each player who is not in game. */
function lastSessions(db: Database, serverId: number, depth: number) {
  const newest = db.$with('newest').as(
    db
      .select({
        playerId: session.playerId,
        nameAtJoin: session.nameAtJoin,
        joinedAt: session.joinedAt,
        leftAt: session.leftAt,
      })
      .from(session)
      .where(
        and(eq(session.serverId, serverId), gt(session.leftAt, sql`now() - interval '30 days'`)),
      )
      .orderBy(desc(session.leftAt))
      .limit(depth),
  );
  const online = db
    .select({ playerId: session.playerId })
    .from(session)
    .where(and(eq(session.serverId, serverId), isNull(session.leftAt)));
  const last = db
    .$with('last')
    .as(
      db
        .selectDistinctOn([newest.playerId])
        .from(newest)
        .where(notInArray(newest.playerId, online))
        .orderBy(newest.playerId, desc(newest.leftAt)),
    );
  return db
    .with(newest, last)
    .select({
      ...faceColumns,
      playerId: last.playerId,
      nameAtJoin: last.nameAtJoin,
      leftAt: sql`${last.leftAt}`.mapWith(session.joinedAt),
      leftAge: secondsSince(last.leftAt),
      playedSeconds: sql<number>`extract(epoch from ${last.leftAt} - ${last.joinedAt})::float8`,
      looked: sql<number>`(select count(*) from ${newest})::int`,
    })
    .from(last)
    .innerJoin(player, eq(player.id, last.playerId))
    .leftJoin(steamUserProfile, profileOfPlayer)
    .orderBy(desc(last.leftAt), desc(last.joinedAt), desc(last.playerId))
    .limit(SHOWN);
}
