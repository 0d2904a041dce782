import { z } from 'zod';
import { requirePlayer } from '../player-id.ts';
import { WEEKDAYS, weekHours } from '../week-hours.ts';
import { listEndpoint } from './endpoint.ts';
import { playerParams, requirePlayerId, zoneParameter } from './schemas.ts';

/** At which hours of the week a player plays. */
export const playerWeekEndpoint = listEndpoint({
  path: '/players/{id}/week',
  id: 'playerWeek',
  tag: 'Players',
  summary: 'Time in game by weekday and hour, of the newest 1,000 sessions that are kept',
  params: playerParams,
  query: z.strictObject({ tz: zoneParameter }),
  item: z
    .object({
      weekday: z.enum(WEEKDAYS),
      hour: z.int().min(0).max(23),
      seconds: z.number(),
    })
    .meta({ id: 'HourOfWeek' }),
  async read({ reads, timeZone }, { id }, { tz = timeZone }) {
    const player = await requirePlayer(String(requirePlayerId(id)), reads.player);
    const times = await reads.playerTimes(String(player.id));
    return {
      sources: [times],
      make() {
        const week = weekHours(times.times, tz);
        const items = WEEKDAYS.flatMap((weekday, day) =>
          (week[day] ?? []).map((seconds, hour) => ({ weekday, hour, seconds })),
        );
        return { items };
      },
    };
  },
});
