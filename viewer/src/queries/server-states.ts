import type { Database } from '@rollcall/shared';
import { serverLiveState } from '@rollcall/shared/schema';
import { and, desc, eq, gte, lt, sql } from 'drizzle-orm';

interface ServerState {
  readonly startedAt: Date;
  /** Until when it is known to have held. */
  readonly lastSeenAt: Date;
  readonly players: number | null;
  readonly maxPlayers: number | null;
  readonly bots: number | null;
  readonly map: string | null;
  readonly hibernating: boolean | null;
  /** When it began, in microseconds since 1970. */
  readonly place: string;
}

export interface StatesPage {
  readonly since: Date | null;
  readonly until: Date | null;
  /** The place of the last state of the page before. */
  readonly before: string | null;
  readonly limit: number;
}

export interface ServerStates {
  readonly states: readonly ServerState[];
  readonly more: boolean;
}

const state = serverLiveState;

/** What a server said of itself, a row a change, the newest first; those that began in a period, if one is given. */
export async function serverStates(
  db: Database,
  serverId: number,
  { since, until, before, limit }: StatesPage,
): Promise<ServerStates> {
  const rows = await db
    .select({
      startedAt: state.startedAt,
      lastSeenAt: state.lastSeenAt,
      players: state.players,
      maxPlayers: state.maxPlayers,
      bots: state.bots,
      map: state.map,
      hibernating: state.hibernating,
      place: sql<string>`(extract(epoch from ${state.startedAt}) * 1000000)::bigint::text`,
    })
    .from(state)
    .where(
      and(
        eq(state.serverId, serverId),
        since === null ? undefined : gte(state.startedAt, since),
        until === null ? undefined : lt(state.startedAt, until),
        before === null
          ? undefined
          : lt(
              state.startedAt,
              sql`timestamptz 'epoch' + ${before}::bigint * interval '1 microsecond'`,
            ),
      ),
    )
    .orderBy(desc(state.startedAt))
    .limit(limit + 1);
  return { states: rows.slice(0, limit), more: rows.length > limit };
}
