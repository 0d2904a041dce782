import type { Database } from '@rollcall/shared';
import {
  player,
  serverPlayerSession,
  steamUserProfile,
  type EndReason,
} from '@rollcall/shared/schema';
import { and, desc, eq, gte, isNotNull, lt, lte, sql } from 'drizzle-orm';
import { faceColumns, profileOfPlayer, type PlayerFace } from './players.ts';

interface ServerSession extends PlayerFace {
  readonly joinedAt: Date;
  readonly leftAt: Date;
  readonly endReason: EndReason | null;
  readonly minPing: number | null;
  readonly maxPing: number | null;
  /** Its place in the list: end and beginning in microseconds since 1970, and the player. */
  readonly place: string;
}

export interface SessionsPage {
  readonly since: Date | null;
  readonly until: Date | null;
  /** The place of the last session of the page before. */
  readonly before: string | null;
  readonly limit: number;
}

export interface ServerSessions {
  readonly sessions: readonly ServerSession[];
  readonly more: boolean;
}

const session = serverPlayerSession;
const micros = (value: string) =>
  sql`timestamptz 'epoch' + ${value}::bigint * interval '1 microsecond'`;

/** Sessions that ended, the last one first; of those that ended in a period, if one is given. */
export async function serverSessions(
  db: Database,
  serverId: number,
  { since, until, before, limit }: SessionsPage,
): Promise<ServerSessions> {
  const [left, joined, playerId] = before?.split('-') ?? [];
  const earlier =
    left === undefined || joined === undefined || playerId === undefined
      ? undefined
      : and(
          // For the index, which has only the end.
          lte(session.leftAt, micros(left)),
          sql`(${session.leftAt}, ${session.joinedAt}, ${session.playerId}) < (${micros(left)}, ${micros(joined)}, ${playerId}::bigint)`,
        );
  const rows = await db
    .select({
      ...faceColumns,
      joinedAt: session.joinedAt,
      leftAt: sql<Date>`${session.leftAt}`.mapWith(session.joinedAt),
      endReason: session.endReason,
      minPing: session.minPing,
      maxPing: session.maxPing,
      place: sql<string>`concat_ws('-', (extract(epoch from ${session.leftAt}) * 1000000)::bigint,
        (extract(epoch from ${session.joinedAt}) * 1000000)::bigint, ${session.playerId})`,
    })
    .from(session)
    .innerJoin(player, eq(player.id, session.playerId))
    .leftJoin(steamUserProfile, profileOfPlayer)
    .where(
      and(
        eq(session.serverId, serverId),
        isNotNull(session.leftAt),
        since === null ? undefined : gte(session.leftAt, since),
        until === null ? undefined : lt(session.leftAt, until),
        earlier,
      ),
    )
    .orderBy(desc(session.leftAt), desc(session.joinedAt), desc(session.playerId))
    .limit(limit + 1);
  return { sessions: rows.slice(0, limit), more: rows.length > limit };
}
