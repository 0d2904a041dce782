import type { DayOfVisitors } from './queries/visitors.ts';
import { wallClockMs } from './wall-clock.ts';

const HOUR_MS = 3_600_000;

/** A day on the clocks of the zone. */
export interface VisitorDay {
  readonly fromMs: number;
  /** `Sat, 21 Nov`. */
  readonly name: string;
  /** Null where nobody watched, or who was on is no longer kept. */
  readonly counts: { readonly newcomers: number; readonly returning: number } | null;
  /** Hours of the day that were watched, and how many there were. */
  readonly watchedHours: number;
  readonly hours: number;
  /** Whether sessions of this day, or of a part of it, were trimmed. */
  readonly trimmed: boolean;
}

/** Who came on which day, with what is not known of it. `toMs` is where the last day ends, which may be now. */
export function visitorDays(
  days: readonly DayOfVisitors[],
  zone: string,
  toMs: number,
  keptSince: Date | null,
): readonly VisitorDay[] {
  return days.map(({ atMs, visitors, newcomers, watchedSeconds }, n) => {
    const endMs = days[n + 1]?.atMs ?? toMs;
    const trimmed = keptSince !== null && atMs < keptSince.getTime();
    const gone = keptSince !== null && endMs <= keptSince.getTime();
    const known = !gone && (watchedSeconds > 0 || visitors > 0);
    return {
      fromMs: atMs,
      name: new Date(wallClockMs(atMs, zone)).toUTCString().slice(0, 11),
      counts: known ? { newcomers, returning: visitors - newcomers } : null,
      watchedHours: watchedSeconds / 3_600,
      hours: (endMs - atMs) / HOUR_MS,
      trimmed,
    };
  });
}

/** A week at least: one bar alone would be as wide as the page. */
const MIN_SHOWN = 7;

/** The days for a picture: without those before anybody watched, which would fill it in the first weeks. */
export function sinceFirstKnown(days: readonly VisitorDay[]): readonly VisitorDay[] {
  const first = days.findIndex(({ counts }) => counts !== null);
  return days.slice(Math.max(0, Math.min(first, days.length - MIN_SHOWN)));
}

/** What a day's numbers leave out, in words; null where nothing. */
export function caveatOf({ counts, watchedHours, hours, trimmed }: VisitorDay): string | null {
  if (trimmed) return counts === null ? 'no longer kept' : 'kept in part';
  if (counts === null) return 'not watched';
  if (watchedHours >= hours - 0.1) return null;
  const watched = watchedHours < 1 ? 'less than 1' : String(Math.floor(watchedHours));
  return `watched ${watched} of ${Math.round(hours)} h`;
}
