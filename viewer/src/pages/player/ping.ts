interface Pings {
  /** Milliseconds; null where the game does not tell. */
  readonly minPing: number | null;
  readonly maxPing: number | null;
}

/** Smallest and greatest ping in words, `40–62 ms`; null where the game does not tell. */
export function pingRange({ minPing, maxPing }: Pings): string | null {
  if (minPing === null || maxPing === null) return null;
  return minPing === maxPing ? `${minPing} ms` : `${minPing}–${maxPing} ms`;
}
