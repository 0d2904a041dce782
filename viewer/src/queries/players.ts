import { player, serverPlayerSession, steamUserProfile } from '@rollcall/shared/schema';
import { and, eq } from 'drizzle-orm';

/** A player as pages show them. */
export interface PlayerFace {
  readonly playerId: bigint;
  /** Only Steam players have a profile to link to. */
  readonly kind: string;
  readonly nameAtJoin: string;
  readonly personaName: string | null;
  readonly avatarUrl: string | null;
}

/** The columns of a `PlayerFace`, for queries that join `player` and `steam_user_profile` to sessions. */
export const faceColumns = {
  playerId: serverPlayerSession.playerId,
  kind: player.kind,
  nameAtJoin: serverPlayerSession.nameAtJoin,
  personaName: steamUserProfile.personaName,
  avatarUrl: steamUserProfile.avatarUrl,
} as const;

export const profileOfPlayer = and(
  eq(steamUserProfile.steamId64, player.id),
  eq(player.kind, 'steam'),
);
