import { z } from 'zod';
import { daysOf } from '../hour-window.ts';
import { requireServer } from '../server-id.ts';
import { visitorDays } from '../visitor-days.ts';
import { startOfDay } from '../wall-clock.ts';
import { listEndpoint } from './endpoint.ts';
import { iso, moment, serverParams, zoneParameter } from './schemas.ts';
import { hoursOf, MAX_SUMMED_DAYS, windowQuery } from './window.ts';

const DAYS = 30;

/** New and returning players a day. */
export const serverVisitorsEndpoint = listEndpoint({
  path: '/servers/{id}/visitors',
  id: 'serverVisitors',
  tag: 'Servers',
  summary: 'New and returning players a day',
  description:
    'Days are those of `tz`; the first one is whole. null = nobody watched, or it is no longer kept.',
  params: serverParams,
  query: windowQuery(DAYS, MAX_SUMMED_DAYS).extend({ tz: zoneParameter }),
  item: z
    .object({
      day: moment.meta({ description: 'When the day began.' }),
      newPlayers: z.int().nullable().meta({ description: 'Never on this server before.' }),
      returningPlayers: z.int().nullable(),
      watchedHours: z.number().meta({ description: 'How much of the day was watched.' }),
    })
    .meta({ id: 'DayOfVisitors' }),
  async read({ reads, timeZone }, { id }, { tz = timeZone, ...query }) {
    const hours = hoursOf(query, DAYS);
    const window = { ...hours, from: new Date(startOfDay(hours.from.getTime(), tz)) };
    const server = await requireServer(id, reads.server);
    const [found, kept] = await Promise.all([
      reads.visitorsByDay(server.id, daysOf(window, tz), window.to),
      reads.sessionsKeptSince(),
    ]);
    return {
      sources: [found, kept],
      make: () => ({
        items: visitorDays(found, tz, window.to.getTime(), kept.sessionsKeptSince).map((day) => ({
          day: iso(new Date(day.fromMs)),
          newPlayers: day.counts?.newcomers ?? null,
          returningPlayers: day.counts?.returning ?? null,
          watchedHours: day.watchedHours,
        })),
      }),
    };
  },
});
