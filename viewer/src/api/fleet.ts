import { z } from 'zod';
import { collectorRunning } from '../components/collector-notice.tsx';
import { totalPlayers } from '../fleet.ts';
import { oneEndpoint } from './endpoint.ts';
import { startOfToday } from '../today.ts';
import { iso, isoOrNull, moment, zoneParameter } from './schemas.ts';

/** All servers together, and whether anybody watches them. */
export const fleetEndpoint = oneEndpoint({
  path: '/fleet',
  id: 'fleet',
  tag: 'Rollcall',
  summary: 'All servers together, and whether anybody watches them',
  params: z.object({}),
  query: z.strictObject({ tz: zoneParameter }),
  answer: z
    .object({
      players: z.int().nullable().meta({
        description: 'Humans in game on the servers that are known; null where none is.',
      }),
      serversKnown: z.int().meta({ description: 'Servers whose number of players is known.' }),
      serversUnknown: z.int().meta({ description: 'Servers that should be, and are not.' }),
      serversDisabled: z.int(),
      today: z
        .object({
          since: moment,
          peakPlayers: z.int().nullable().meta({
            description: 'The most humans on all servers at one moment; null = not known.',
          }),
          peakAt: moment.nullable(),
          unknownSeconds: z.number().meta({
            description: 'How long not a single server was known.',
          }),
        })
        .meta({ description: 'Since the day began in the zone; up to a minute old.' }),
      collectorRunning: z.boolean(),
      collectorSeenAt: moment.nullable().meta({
        description: 'The last sign of life of any collector; null = never.',
      }),
    })
    .meta({ id: 'Fleet' }),
  async read({ reads, staleSeconds, timeZone }, _, { tz = timeZone }) {
    const since = startOfToday(Date.now(), tz);
    const [servers, collectors, day] = await Promise.all([
      reads.fleet(),
      reads.collectors(),
      reads.fleetDay(since),
    ]);
    return {
      sources: [servers, collectors, day],
      make() {
        const total = totalPlayers(servers, staleSeconds);
        return {
          players: total.known === 0 && total.unknown > 0 ? null : total.players,
          serversKnown: total.known,
          serversUnknown: total.unknown,
          serversDisabled: servers.length - total.known - total.unknown,
          today: {
            since: iso(since),
            peakPlayers: day.peak?.players ?? null,
            peakAt: isoOrNull(day.peak?.at ?? null),
            unknownSeconds: day.unknownSeconds,
          },
          collectorRunning: collectorRunning(collectors, staleSeconds),
          collectorSeenAt: isoOrNull(collectors.lastAt),
        };
      },
    };
  },
});
