import { z } from 'zod';
import { requirePlayer } from '../player-id.ts';
import { listEndpoint } from './endpoint.ts';
import { iso, moment, playerParams, requirePlayerId } from './schemas.ts';

/** What a player was called. */
export const playerNamesEndpoint = listEndpoint({
  path: '/players/{id}/names',
  id: 'playerNames',
  tag: 'Players',
  summary: 'Every name a player has used, the last one first; 100 at most',
  params: playerParams,
  query: z.strictObject({}),
  item: z
    .object({ name: z.string(), firstSeenAt: moment, lastSeenAt: moment })
    .meta({ id: 'UsedName' }),
  async read({ reads }, { id }) {
    const player = await requirePlayer(String(requirePlayerId(id)), reads.player);
    const used = await reads.playerNames(String(player.id));
    return {
      sources: [used],
      make: () => ({
        items: used.names.map(({ name, firstSeenAt, lastSeenAt }) => ({
          name,
          firstSeenAt: iso(firstSeenAt),
          lastSeenAt: iso(lastSeenAt),
        })),
      }),
    };
  },
});
