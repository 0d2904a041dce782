import { z } from 'zod';
import { requireServer } from '../server-id.ts';
import { weekHeat } from '../week-heat.ts';
import { WEEKDAYS } from '../week-hours.ts';
import { listEndpoint } from './endpoint.ts';
import { serverParams, zoneParameter } from './schemas.ts';
import { hoursOf, MAX_SUMMED_DAYS, windowQuery } from './window.ts';

const DAYS = 28;

/** At which hours of the week people are on. */
export const serverWeekEndpoint = listEndpoint({
  path: '/servers/{id}/week',
  id: 'serverWeek',
  tag: 'Servers',
  summary: 'Average players by weekday and hour',
  description:
    'Hours and days are those of `tz`. Where its clocks differ from UTC by part of an hour, an hour begins that much later.',
  params: serverParams,
  query: windowQuery(DAYS, MAX_SUMMED_DAYS).extend({ tz: zoneParameter }),
  item: z
    .object({
      weekday: z.enum(WEEKDAYS),
      hour: z.int().min(0).max(23),
      averagePlayers: z.number().nullable().meta({ description: 'null = nobody counted.' }),
      countedSeconds: z.number(),
    })
    .meta({ id: 'PlayersByHourOfWeek' }),
  async read({ reads, timeZone }, { id }, { tz = timeZone, ...query }) {
    const { from, to } = hoursOf(query, DAYS);
    const server = await requireServer(id, reads.server);
    const hours = await reads.hourCounts(server.id, from, to);
    return {
      sources: [hours],
      make: () => ({
        items: weekHeat(hours, tz)
          .days.flat()
          .map(({ weekday, hour, averagePlayers, countedSeconds }) => ({
            weekday: WEEKDAYS[weekday] ?? 'Monday',
            hour,
            averagePlayers,
            countedSeconds,
          })),
      }),
    };
  },
});
