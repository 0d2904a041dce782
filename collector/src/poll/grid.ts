/**
 * Everything that happens again and again happens on one grid of the monotonic clock, so that it shares its wake-ups: to wake an idle
 * process, with cold caches, costs as much as several polls. A step is also how often servers that are due are started: longer ones cost
 * less, but each is a peak, two and a half times the mean of 100 ms with perfectly spread phases.
 */
export const GRID_MS = 250;

/** Timers of Node count whole milliseconds from the beginning of a turn of its loop: so much later they are never early. */
const NEVER_EARLY_MS = 1;

/** How long a timer has to run from `nowMs` until the first point of the grid that is more than `atLeastMs` away, whole milliseconds. */
export function msUntilGrid(nowMs: number, atLeastMs = 0): number {
  const leastMs = nowMs + atLeastMs;
  return Math.ceil(leastMs + GRID_MS - (leastMs % GRID_MS) - nowMs) + NEVER_EARLY_MS;
}
