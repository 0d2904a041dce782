import { wallClockMs } from './wall-clock.ts';

const HOUR_MS = 3_600_000;
/** Clocks are put forward and back at a quarter of an hour. */
const QUARTER_MS = HOUR_MS / 4;
const DAY_MS = 24 * HOUR_MS;
/** 1 January 1970 was a Thursday; weeks begin on Monday. */
const FIRST_DAY = 3;

export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

interface Span {
  readonly joinedAt: Date;
  readonly until: Date;
}

/** Seconds in each hour of the week, by the clocks of the zone: 7 days from Monday on, 24 hours each. */
export function weekHours(spans: readonly Span[], zone: string): readonly (readonly number[])[] {
  const week = WEEKDAYS.map(() => Array.from({ length: 24 }, () => 0));
  const offsetAt = offsets(zone);
  for (const { joinedAt, until } of spans) {
    let at = joinedAt.getTime();
    while (at < until.getTime()) {
      const { offset, holdsUntil } = offsetAt(at);
      const wall = at + offset;
      const end = Math.min(until.getTime(), holdsUntil, at + HOUR_MS - modulo(wall, HOUR_MS));
      const day = week[modulo(Math.floor(wall / DAY_MS) + FIRST_DAY, 7)];
      const hour = Math.floor(modulo(wall, DAY_MS) / HOUR_MS);
      if (day !== undefined) day[hour] = (day[hour] ?? 0) + (end - at) / 1_000;
      at = end;
    }
  }
  return week;
}

/** How far the clocks of the zone are ahead of UTC, and until when surely; looked up once an hour of UTC, for it costs. */
function offsets(zone: string) {
  const known = new Map<number, number>();
  const onTheHour = (hour: number) => {
    const offset = known.get(hour) ?? wallClockMs(hour, zone) - hour;
    known.set(hour, offset);
    return offset;
  };
  return (at: number) => {
    const hour = at - modulo(at, HOUR_MS);
    const offset = onTheHour(hour);
    if (offset === onTheHour(hour + HOUR_MS)) return { offset, holdsUntil: hour + HOUR_MS };
    const quarter = at - modulo(at, QUARTER_MS);
    return { offset: wallClockMs(at, zone) - at, holdsUntil: quarter + QUARTER_MS };
  };
}

const modulo = (n: number, by: number) => ((n % by) + by) % by;
