import type { HourCount } from './queries/hour-counts.ts';
import { wallClockMs } from './wall-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** An hour of the week, over all weeks that were looked at. */
export interface HeatCell {
  /** 0 = Monday. */
  readonly weekday: number;
  readonly hour: number;
  /** Null where nobody watched, or the server did not tell. */
  readonly averagePlayers: number | null;
  readonly countedSeconds: number;
}

export interface WeekHeat {
  /** Seven days of 24 hours. */
  readonly days: readonly (readonly HeatCell[])[];
  readonly busiest: HeatCell | null;
  readonly quietest: HeatCell | null;
  /** How many minutes past the hour of the clock the hours begin: sums are kept by the hour of UTC. */
  readonly minutes: number;
}

/** Average players by weekday and hour on the clocks of the zone, each hour with the weight of the time in which players were counted. */
export function weekHeat(hours: readonly HourCount[], zone: string): WeekHeat {
  const sums = Array.from({ length: 7 * 24 }, () => ({ counted: 0, players: 0 }));
  const clock = clockOf(zone);
  let minutes = 0;
  for (const { atMs, countedSeconds, playerSeconds } of hours) {
    const wallMs = clock(atMs);
    minutes = ((wallMs % HOUR_MS) + HOUR_MS) % HOUR_MS;
    const sum = sums[weekdayOf(wallMs) * 24 + Math.floor((wallMs % DAY_MS) / HOUR_MS)];
    if (sum === undefined) continue;
    sum.counted += countedSeconds;
    sum.players += playerSeconds;
  }
  const cells = sums.map(({ counted, players }, n): HeatCell => ({
    weekday: Math.floor(n / 24),
    hour: n % 24,
    averagePlayers: counted > 0 ? players / counted : null,
    countedSeconds: counted,
  }));
  const known = cells
    .filter(({ averagePlayers }) => averagePlayers !== null)
    .sort((a, b) => (b.averagePlayers ?? 0) - (a.averagePlayers ?? 0));
  return {
    days: Array.from({ length: 7 }, (_, day) => cells.slice(day * 24, day * 24 + 24)),
    busiest: known[0] ?? null,
    quietest: known.at(-1) ?? null,
    minutes: Math.round(minutes / 60_000),
  };
}

/** The day of the week that clocks show; 1 January 1970 was a Thursday. */
const weekdayOf = (wallMs: number) => (Math.floor(wallMs / DAY_MS) + 3) % 7;

/** Clocks are asked twice a day and not every hour, but on the days when they are changed: asking costs more than all the rest. */
function clockOf(zone: string): (ms: number) => number {
  const offsets = new Map<number, number | null>();
  const offsetAt = (ms: number) => wallClockMs(ms, zone) - ms;
  return (ms) => {
    const day = Math.floor(ms / DAY_MS);
    let offset = offsets.get(day);
    if (offset === undefined) {
      const [first, last] = [offsetAt(day * DAY_MS), offsetAt((day + 1) * DAY_MS)];
      offset = first === last ? first : null;
      offsets.set(day, offset);
    }
    return ms + (offset ?? offsetAt(ms));
  };
}
