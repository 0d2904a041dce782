import type { Database } from '@rollcall/shared';
import { serverPlayerSession } from '@rollcall/shared/schema';
import { desc, eq, sql } from 'drizzle-orm';

/** When somebody was in game. */
interface TimeInGame {
  readonly joinedAt: Date;
  readonly until: Date;
}

export interface TimesInGame {
  readonly times: readonly TimeInGame[];
  /** Whether these are all that are kept, not only the newest. */
  readonly all: boolean;
}

const MAX_SESSIONS = 1_000;
const session = serverPlayerSession;

/** When a player was in game, newest first; the newest 1,000 sessions at most. */
export async function playerTimes(db: Database, playerId: string): Promise<TimesInGame> {
  const until = sql`coalesce(${session.leftAt}, greatest(${session.joinedAt}, server_last_seen(${session.serverId})))`;
  const times = await db
    .select({
      joinedAt: session.joinedAt,
      until: sql<Date>`${until}`.mapWith(session.joinedAt),
    })
    .from(session)
    .where(eq(session.playerId, BigInt(playerId)))
    .orderBy(desc(session.joinedAt))
    .limit(MAX_SESSIONS);
  return { times, all: times.length < MAX_SESSIONS };
}
