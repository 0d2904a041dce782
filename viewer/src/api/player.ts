import { z } from 'zod';
import { steamAvatar } from '../avatar.ts';
import { requirePlayer } from '../player-id.ts';
import { oneEndpoint } from './endpoint.ts';
import { iso, moment, playerId, playerParams, requirePlayerId } from './schemas.ts';

/** One player. */
export const playerEndpoint = oneEndpoint({
  path: '/players/{id}',
  id: 'player',
  tag: 'Players',
  summary: 'One player: names, first and last seen, and time in game',
  params: playerParams,
  query: z.strictObject({}),
  answer: z
    .object({
      playerId,
      kind: z.string().meta({ description: '`steam`, or another game’s own kind of id.' }),
      externalId: z.string().nullable().meta({ description: 'Id in a game that is not on Steam.' }),
      lastName: z.string(),
      personaName: z.string().nullable(),
      avatarUrl: z.string().nullable(),
      firstSeenAt: moment,
      lastSeenAt: moment,
      playing: z.boolean().meta({ description: 'In game, as far as is known.' }),
      sessions: z.int(),
      seconds: z.number().meta({
        description: 'In game, on all servers together; who is in game counts until last seen.',
      }),
    })
    .meta({ id: 'Player' }),
  async read({ reads }, { id }) {
    const player = await requirePlayer(String(requirePlayerId(id)), reads.player);
    const playtime = await reads.playerPlaytime(String(player.id));
    return {
      sources: [player, playtime],
      make() {
        const seen = [player.lastSeenAt, ...playtime.map(({ lastSeenAt }) => lastSeenAt)];
        return {
          playerId: String(player.id),
          kind: player.kind,
          externalId: player.externalId,
          lastName: player.lastName,
          personaName: player.personaName,
          avatarUrl: steamAvatar(player.avatarUrl),
          firstSeenAt: iso(player.firstSeenAt),
          lastSeenAt: iso(new Date(Math.max(...seen.map(Number)))),
          playing: playtime.some(({ joinedAt }) => joinedAt !== null),
          sessions: playtime.reduce((sum, { sessions }) => sum + sessions, 0),
          seconds: playtime.reduce((sum, { seconds }) => sum + seconds, 0),
        };
      },
    };
  },
});
