/**
 * A server's history goes forward. When the collector's clock is set back by less than this, the history waits at the last
 * time it has told until the clock is there again: rows of that while are short, but none overlap. When it is set back by more,
 * the earlier time was nonsense (a dead battery, a typing error), and waiting for it would take years: the new time counts.
 */
export const CLOCK_BACK_LIMIT_MS = 24 * 3_600_000;

/** `at`, or `floor` where the clock was set back behind it. */
export function notBefore(floor: Date | null, at: Date): Date {
  if (floor === null) return at;
  const backMs = floor.getTime() - at.getTime();
  return backMs > 0 && backMs <= CLOCK_BACK_LIMIT_MS ? floor : at;
}

/** A time told earlier; `now` where it lies so far ahead that the clock was wrong then. */
export function trusted(told: Date, now: Date): Date {
  return told.getTime() - now.getTime() > CLOCK_BACK_LIMIT_MS ? now : told;
}

/** Milliseconds since a time told earlier; infinite where there is none, or where it cannot be trusted. */
export function elapsedMs(told: Date | null, now: Date): number {
  if (told === null) return Infinity;
  const ms = now.getTime() - told.getTime();
  return ms < -CLOCK_BACK_LIMIT_MS ? Infinity : Math.max(ms, 0);
}

export function latest(first: Date, second: Date): Date {
  return first.getTime() >= second.getTime() ? first : second;
}

export function earliest(first: Date, second: Date): Date {
  return first.getTime() <= second.getTime() ? first : second;
}

export function plusMs(time: Date, ms: number): Date {
  return new Date(time.getTime() + ms);
}
