/** How values spread, counted in buckets: nothing but numbers, since some are counted at every poll. */
export interface Spread {
  /** The upper end of each bucket, ascending; what is above all of them is in none. */
  readonly bounds: readonly number[];
  readonly counts: number[];
  count: number;
  sum: number;
}

export function createSpread(bounds: readonly number[]): Spread {
  return { bounds, counts: bounds.map(() => 0), count: 0, sum: 0 };
}

export function addTo(spread: Spread, value: number): void {
  spread.count += 1;
  spread.sum += value;
  const { bounds, counts } = spread;
  for (let at = 0; at < bounds.length; at += 1) {
    if (value > (bounds[at] ?? Infinity)) continue;
    counts[at] = (counts[at] ?? 0) + 1;
    return;
  }
}
