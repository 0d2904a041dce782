import { z } from 'zod';
import { requireServer } from '../server-id.ts';
import { listEndpoint } from './endpoint.ts';
import { playerId, serverParams } from './schemas.ts';
import { hoursOf, MAX_SUMMED_DAYS, windowQuery } from './window.ts';

const DAYS = 30;

/** Who played most. */
export const serverTopPlayersEndpoint = listEndpoint({
  path: '/servers/{id}/top-players',
  id: 'serverTopPlayers',
  tag: 'Servers',
  summary: 'Who was longest in game in a period; 20 at most',
  description: 'Whole hours are counted.',
  params: serverParams,
  query: windowQuery(DAYS, MAX_SUMMED_DAYS),
  item: z
    .object({
      playerId,
      lastName: z.string().meta({ description: 'Name in the game, used last.' }),
      personaName: z.string().nullable().meta({ description: 'Name on Steam.' }),
      seconds: z.number(),
    })
    .meta({ id: 'TopPlayer' }),
  async read({ reads }, { id }, query) {
    const { from, to } = hoursOf(query, DAYS);
    const server = await requireServer(id, reads.server);
    const top = await reads.topPlayers(server.id, from, to);
    return {
      sources: [top],
      make: () => ({
        items: top.players.map(({ playerId, lastName, personaName, seconds }) => ({
          playerId,
          lastName,
          personaName,
          seconds,
        })),
      }),
    };
  },
});
