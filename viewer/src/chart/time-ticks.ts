import { momentOf, wallClockMs } from '../wall-clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Steps below a day, in minutes; all divide it. */
const SHORT_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720] as const;
const LONG_STEPS_DAYS = [1, 2, 3, 7, 14, 28] as const;

export interface TimeTick {
  readonly atMs: number;
  readonly label: string;
  /** True where a new day begins in the zone: the label names it. */
  readonly day: boolean;
}

/**
 * Where to mark a time axis: at round times as clocks in the zone show them, `most` at most. Where clocks are put forward or back the
 * distance between two marks is what it really was.
 */
export function timeTicks(
  fromMs: number,
  toMs: number,
  zone: string,
  most: number,
): readonly TimeTick[] {
  const length = toMs - fromMs;
  const short = SHORT_STEPS.find((minutes) => length / (minutes * MINUTE_MS) <= most);
  if (short !== undefined) return shortTicks(fromMs, toMs, zone, short * MINUTE_MS);
  const days = LONG_STEPS_DAYS.find((step) => length / (step * DAY_MS) <= most) ?? 28;
  return dayTicks(fromMs, toMs, zone, days);
}

function shortTicks(fromMs: number, toMs: number, zone: string, stepMs: number): TimeTick[] {
  // Clocks of all zones in use differ by multiples of a quarter of an hour.
  const grain =
    (stepMs / MINUTE_MS) % 15 === 0
      ? 15 * MINUTE_MS
      : stepMs % (5 * MINUTE_MS) === 0
        ? 5 * MINUTE_MS
        : MINUTE_MS;
  const ticks: TimeTick[] = [];
  for (let atMs = Math.ceil(fromMs / grain) * grain; atMs <= toMs; atMs += grain) {
    const wall = wallClockMs(atMs, zone);
    if (wall % stepMs !== 0) continue;
    const day = wall % DAY_MS === 0;
    ticks.push({ atMs, day, label: day ? dayLabel(wall) : clockLabel(wall) });
  }
  return ticks;
}

function dayTicks(fromMs: number, toMs: number, zone: string, stepDays: number): TimeTick[] {
  const ticks: TimeTick[] = [];
  // 1 January 1970 was a Thursday: so that a step of seven days falls on Mondays.
  const first = Math.floor(wallClockMs(fromMs, zone) / DAY_MS);
  const missing = (stepDays - ((first + 3) % stepDays)) % stepDays;
  for (let day = first + missing; ; day += stepDays) {
    const atMs = momentOf(day * DAY_MS, zone);
    if (atMs > toMs) return ticks;
    if (atMs >= fromMs) ticks.push({ atMs, day: true, label: dayLabel(day * DAY_MS) });
  }
}

const clockLabel = (wallMs: number) => new Date(wallMs).toISOString().slice(11, 16);

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

const dayLabel = (wallMs: number) => {
  const day = new Date(wallMs);
  return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()] ?? ''}`;
};
