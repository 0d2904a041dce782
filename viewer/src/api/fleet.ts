import { z } from 'zod';
import { collectorRunning } from '../components/collector-notice.tsx';
import { totalPlayers } from '../fleet.ts';
import { oneEndpoint } from './endpoint.ts';
import { isoOrNull, moment } from './schemas.ts';

/** All servers together, and whether anybody watches them. */
export const fleetEndpoint = oneEndpoint({
  path: '/fleet',
  id: 'fleet',
  tag: 'Rollcall',
  summary: 'All servers together, and whether anybody watches them',
  params: z.object({}),
  query: z.strictObject({}),
  answer: z
    .object({
      players: z.int().nullable().meta({
        description: 'Humans in game on the servers that are known; null where none is.',
      }),
      serversKnown: z.int().meta({ description: 'Servers whose number of players is known.' }),
      serversUnknown: z.int().meta({ description: 'Servers that should be, and are not.' }),
      serversDisabled: z.int(),
      collectorRunning: z.boolean(),
      collectorSeenAt: moment.nullable().meta({
        description: 'The last sign of life of any collector; null = never.',
      }),
    })
    .meta({ id: 'Fleet' }),
  async read({ reads, staleSeconds }) {
    const [servers, collectors] = await Promise.all([reads.fleet(), reads.collectors()]);
    return {
      sources: [servers, collectors],
      make() {
        const total = totalPlayers(servers, staleSeconds);
        return {
          players: total.known === 0 && total.unknown > 0 ? null : total.players,
          serversKnown: total.known,
          serversUnknown: total.unknown,
          serversDisabled: servers.length - total.known - total.unknown,
          collectorRunning: collectorRunning(collectors, staleSeconds),
          collectorSeenAt: isoOrNull(collectors.lastAt),
        };
      },
    };
  },
});
