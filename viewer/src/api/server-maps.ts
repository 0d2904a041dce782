import { z } from 'zod';
import { requireServer } from '../server-id.ts';
import { listEndpoint } from './endpoint.ts';
import { serverParams } from './schemas.ts';
import { hoursOf, MAX_SUMMED_DAYS, windowQuery } from './window.ts';

const DAYS = 30;

/** Which maps are played, by how many. */
export const serverMapsEndpoint = listEndpoint({
  path: '/servers/{id}/maps',
  id: 'serverMaps',
  tag: 'Servers',
  summary: 'Maps of a period: time, players, and how many leave after a change to it',
  description: 'Whole hours are counted. The most played map first.',
  params: serverParams,
  query: windowQuery(DAYS, MAX_SUMMED_DAYS),
  item: z
    .object({
      map: z.string(),
      seconds: z.number().meta({ description: 'How long it was played.' }),
      averagePlayers: z.number().nullable().meta({
        description: 'Weighted by time; null where the server did not tell.',
      }),
      peakPlayers: z.int().nullable(),
      changes: z.int().meta({ description: 'How often it was changed to.' }),
      playersAtChanges: z.int().meta({
        description: 'Who was on at those changes of which it is known who stayed.',
      }),
      playersLost: z.int().meta({
        description: 'Of these, who was gone ten minutes later, or at the next change.',
      }),
    })
    .meta({ id: 'MapOfServer' }),
  async read({ reads }, { id }, query) {
    const { from, to } = hoursOf(query, DAYS);
    const server = await requireServer(id, reads.server);
    const found = await reads.mapSums(server.id, from, to);
    return {
      sources: [found],
      make: () => ({
        items: found.maps.map((map) => ({
          map: map.map,
          seconds: map.upSeconds,
          averagePlayers: map.countedSeconds > 0 ? map.playerSeconds / map.countedSeconds : null,
          peakPlayers: map.peakPlayers,
          changes: map.changes,
          playersAtChanges: map.playersAtChanges,
          playersLost: map.playersLost,
        })),
      }),
    };
  },
});
