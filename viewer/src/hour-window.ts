import type { Period } from './period.ts';
import { startOfDay } from './wall-clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A shorter time shows no pattern of the week: these days before its end are shown instead. */
const WEEK_DAYS = 7;
const PATTERN_DAYS = 28;

/** Whole hours, for what is summed up by the hour; the last one as far as it has passed. */
export interface HourWindow {
  readonly from: Date;
  readonly to: Date;
  /** Whether it begins long before the period, which is too short. */
  readonly widened: boolean;
}

/** The hours that the period touches. All who look within a minute ask for the same. */
export function hourWindow({ from, to, now }: Period): HourWindow {
  const begin = floorTo(from.getTime(), HOUR_MS);
  const passed = floorTo(now.getTime(), MINUTE_MS);
  const end = Math.min(-floorTo(-to.getTime(), HOUR_MS), passed);
  return { from: new Date(begin), to: new Date(Math.max(begin, end)), widened: false };
}

/** The same for what needs some weeks: from the start of a day in the zone. */
export function daysWindow(period: Period, zone: string): HourWindow {
  const { from, to } = hourWindow(period);
  const widened = period.to.getTime() - period.from.getTime() < WEEK_DAYS * DAY_MS;
  const begin = widened
    ? startOfDay(to.getTime(), zone, 1 - PATTERN_DAYS)
    : startOfDay(from.getTime(), zone);
  return { from: new Date(begin), to, widened };
}

/** The first moment of each day in the zone that the window touches. */
export function daysOf({ from, to }: HourWindow, zone: string): readonly Date[] {
  const days: Date[] = [];
  for (let day = startOfDay(from.getTime(), zone); day < to.getTime();) {
    days.push(new Date(day));
    day = startOfDay(day, zone, 1);
  }
  return days;
}

const floorTo = (ms: number, step: number) => Math.floor(ms / step) * step;
