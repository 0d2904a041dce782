/** The value below which `part` (0 to 1) of the values lie; NaN where there are none. `sorted` ascends. */
export function percentile(sorted: Float64Array, part: number): number {
  if (sorted.length === 0) return NaN;
  const at = Math.min(sorted.length - 1, Math.floor(part * sorted.length));
  return sorted[at] ?? NaN;
}

export function sortedValues(values: Iterable<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/** The fullest bucket less those at both ends, which are cut, beside the mean. */
export function peakToMean(buckets: ReadonlyMap<number, number>): number {
  const keys = [...buckets.keys()];
  const first = Math.min(...keys) + 1;
  const last = Math.max(...keys) - 1;
  let sum = 0;
  let peak = 0;
  for (let at = first; at <= last; at += 1) {
    const count = buckets.get(at) ?? 0;
    sum += count;
    peak = Math.max(peak, count);
  }
  return peak / (sum / (last - first + 1));
}
