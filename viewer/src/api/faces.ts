import { z } from 'zod';
import { steamAvatar } from '../avatar.ts';
import type { PlayerFace } from '../queries/players.ts';
import { playerId } from './schemas.ts';

/** A player in a table. */
export const faceShape = {
  playerId,
  name: z.string().meta({ description: 'Name in the game.' }),
  personaName: z.string().nullable().meta({ description: 'Name on Steam.' }),
  avatarUrl: z.string().nullable().meta({ description: 'Picture on Steam, 64 × 64.' }),
} as const;

export const faceOf = (player: PlayerFace) => ({
  playerId: String(player.playerId),
  name: player.nameAtJoin,
  personaName: player.personaName,
  avatarUrl: steamAvatar(player.avatarUrl),
});
