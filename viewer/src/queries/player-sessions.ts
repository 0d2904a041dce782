import type { Database } from '@rollcall/shared';
import { serverPlayerSession, servers, type EndReason } from '@rollcall/shared/schema';
import { and, desc, eq, sql } from 'drizzle-orm';

export interface PlayerSession {
  readonly serverId: number;
  readonly serverName: string;
  readonly removed: boolean;
  readonly nameAtJoin: string;
  readonly joinedAt: Date;
  /** Null while in game. */
  readonly leftAt: Date | null;
  /** The last poll that saw them; null while in game. */
  readonly lastSeenAt: Date | null;
  readonly endReason: EndReason | null;
  /** Until `leftAt`; while in game until the server was last seen. */
  readonly seconds: number;
  readonly minPing: number | null;
  readonly maxPing: number | null;
}

export interface PlayerSessions {
  readonly sessions: readonly PlayerSession[];
  /** Where the next page begins; null on the last one. */
  readonly next: string | null;
}

const SESSIONS_PAGE = 50;

const session = serverPlayerSession;
const until = sql`coalesce(${session.leftAt}, server_last_seen(${session.serverId}))`;

/**
 * The sessions of a player that are kept, newest first. `before` is the cursor of a page before, `micros-server`: those that began before
 * that moment, or at it on a server of a smaller id; null for the first page.
 */
export async function playerSessions(
  db: Database,
  playerId: string,
  before: string | null,
  limit: number = SESSIONS_PAGE,
): Promise<PlayerSessions> {
  const [micros, serverId] = before?.split('-') ?? [];
  const earlier = sql`(${session.joinedAt}, ${session.serverId})
    < (timestamptz 'epoch' + ${micros ?? ''}::bigint * interval '1 microsecond', ${serverId ?? ''}::int)`;
  const rows = await db
    .select({
      serverId: session.serverId,
      serverName: servers.name,
      removed: sql<boolean>`${servers.removedAt} is not null`,
      nameAtJoin: session.nameAtJoin,
      joinedAt: session.joinedAt,
      leftAt: session.leftAt,
      lastSeenAt: session.lastSeenAt,
      endReason: session.endReason,
      seconds: sql<number>`greatest(0, extract(epoch from ${until} - ${session.joinedAt}))::float8`,
      minPing: session.minPing,
      maxPing: session.maxPing,
      cursor: sql<string>`concat_ws('-', (extract(epoch from ${session.joinedAt}) * 1000000)::bigint, ${session.serverId})`,
    })
    .from(session)
    .innerJoin(servers, eq(servers.id, session.serverId))
    .where(and(eq(session.playerId, BigInt(playerId)), before === null ? undefined : earlier))
    .orderBy(desc(session.joinedAt), desc(session.serverId))
    .limit(limit + 1);
  const sessions = rows.slice(0, limit);
  const next = rows.length > limit ? (sessions.at(-1)?.cursor ?? null) : null;
  return { sessions, next };
}
