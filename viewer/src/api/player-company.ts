import { z } from 'zod';
import { requirePlayer } from '../player-id.ts';
import { listEndpoint } from './endpoint.ts';
import { faceOf, faceShape } from './faces.ts';
import { playerParams, requirePlayerId } from './schemas.ts';

/** With whom a player plays. */
export const playerCompanyEndpoint = listEndpoint({
  path: '/players/{id}/company',
  id: 'playerCompany',
  tag: 'Players',
  summary: 'With whom a player was on during the newest 40 sessions, longest first; 10 at most',
  params: playerParams,
  query: z.strictObject({}),
  item: z
    .object({
      ...faceShape,
      seconds: z.number().meta({ description: 'Time together on the same server.' }),
      sessions: z.int().meta({ description: 'In how many of the player’s sessions.' }),
    })
    .meta({ id: 'Companion' }),
  async read({ reads }, { id }) {
    const player = await requirePlayer(String(requirePlayerId(id)), reads.player);
    const company = await reads.playerCompany(String(player.id));
    return {
      sources: [company],
      make: () => ({
        items: company.companions.map((companion) => ({
          ...faceOf({ ...companion, nameAtJoin: companion.lastName }),
          seconds: companion.seconds,
          sessions: companion.sessions,
        })),
      }),
    };
  },
});
