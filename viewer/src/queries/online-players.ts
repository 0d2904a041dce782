import type { Database } from '@rollcall/shared';
import { player, serverPlayerSession, steamUserProfile } from '@rollcall/shared/schema';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { faceColumns, profileOfPlayer, type PlayerFace } from './players.ts';
import { secondsSince } from './seconds-since.ts';

export interface OnlinePlayer extends PlayerFace {
  readonly joinedAt: Date;
  readonly joinedAge: number;
  /** Milliseconds; null where the game does not tell. */
  readonly minPing: number | null;
  readonly maxPing: number | null;
}

/** Who is in game, longest first. */
export function onlinePlayers(db: Database, serverId: number): Promise<readonly OnlinePlayer[]> {
  return db
    .select({
      ...faceColumns,
      joinedAt: serverPlayerSession.joinedAt,
      joinedAge: secondsSince(serverPlayerSession.joinedAt),
      minPing: serverPlayerSession.minPing,
      maxPing: serverPlayerSession.maxPing,
    })
    .from(serverPlayerSession)
    .innerJoin(player, eq(player.id, serverPlayerSession.playerId))
    .leftJoin(steamUserProfile, profileOfPlayer)
    .where(and(eq(serverPlayerSession.serverId, serverId), isNull(serverPlayerSession.leftAt)))
    .orderBy(asc(serverPlayerSession.joinedAt), asc(serverPlayerSession.playerId))
    .execute();
}
