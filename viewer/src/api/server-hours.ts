import { z } from 'zod';
import { requireServer } from '../server-id.ts';
import { listEndpoint } from './endpoint.ts';
import { momentOfMs, moment, serverParams } from './schemas.ts';
import { hoursOf, MAX_SUMMED_DAYS, windowQuery } from './window.ts';

const DAYS = 7;

/** What is kept for ever. */
export const serverHoursEndpoint = listEndpoint({
  path: '/servers/{id}/hours',
  id: 'serverHours',
  tag: 'Servers',
  summary: 'Sums of each hour, which are kept for ever',
  description:
    'An hour has a row some minutes after it is over, unless nobody watched and nobody joined.',
  params: serverParams,
  query: windowQuery(DAYS, MAX_SUMMED_DAYS),
  item: z
    .object({
      hour: moment,
      watchedSeconds: z.number(),
      upSeconds: z.number(),
      countedSeconds: z.number().meta({
        description: 'How long the number of players was known: what an average divides by.',
      }),
      playerSeconds: z.number(),
      peakPlayers: z.int().nullable(),
    })
    .meta({ id: 'HourOfServer' }),
  async read({ reads }, { id }, query) {
    const { from, to } = hoursOf(query, DAYS);
    const server = await requireServer(id, reads.server);
    const hours = await reads.summedHours(server.id, from, to);
    return {
      sources: [hours],
      make: () => ({
        items: hours.map((hour) => ({
          hour: momentOfMs(hour.fromMs),
          watchedSeconds: hour.watchedSeconds,
          upSeconds: hour.upSeconds,
          countedSeconds: hour.countedSeconds,
          playerSeconds: hour.playerSeconds,
          peakPlayers: hour.peakPlayers,
        })),
      }),
    };
  },
});
