import { summaryOfHours, type PeriodSummary } from './summary.ts';
import type { HourSums } from '../queries/history-hours.ts';
import { startOfDay } from '../wall-clock.ts';

export interface DaySums {
  readonly fromMs: number;
  readonly toMs: number;
  readonly summary: PeriodSummary;
}

/** The sums of each day of the zone, the last one first; an hour belongs to the day in which it begins. */
export function daySums(
  fromMs: number,
  toMs: number,
  hours: readonly HourSums[],
  zone: string,
): readonly DaySums[] {
  const days: DaySums[] = [];
  for (let begin = fromMs; begin < toMs;) {
    const end = Math.min(startOfDay(begin, zone, 1), toMs);
    // Days of half-hour zones begin in the middle of an hour, which belongs to the day before.
    const first = ceilHour(begin);
    const last = Math.min(ceilHour(end), toMs);
    const within = hours.filter((hour) => hour.fromMs >= begin && hour.fromMs < end);
    if (last > first) {
      days.push({ fromMs: begin, toMs: end, summary: summaryOfHours(first, last, within) });
    }
    begin = end;
  }
  return days.reverse();
}

const HOUR_MS = 3_600_000;
const ceilHour = (ms: number) => Math.ceil(ms / HOUR_MS) * HOUR_MS;
