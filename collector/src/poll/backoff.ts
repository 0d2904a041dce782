const MINUTE_MS = 60_000;

/** R2: minutes to wait after the first, second, … login that the server refused. */
const REFUSED_MINUTES = [1, 5, 15, 30, 60] as const;

/** R3: a failing server that answers again is noticed within this time (or within one interval, if that is longer). */
const CAP_MS = MINUTE_MS;

/** Up to this part of a delay is left out at random, so that servers which failed together are not retried together. */
const JITTER = 0.25;

/** What a server's failures since its last good answer were. */
export interface Failures {
  /** Logins refused: wrong password, or closed instead of answered. A time-out in between does not make them forgotten. */
  readonly refused: number;
  /** All other failures. */
  readonly other: number;
  /** What the last failure was. */
  readonly last: 'refused' | 'other';
}

/** The failures after one more of them. */
export function failedAgain(before: Failures | null, last: Failures['last']): Failures {
  const { refused, other } = before ?? { refused: 0, other: 0 };
  return last === 'refused'
    ? { refused: refused + 1, other, last }
    : { refused, other: other + 1, last };
}

/**
 * How long to leave the server alone after its last failure; null = until its next regular slot. `random` is at least 0 and
 * below 1.
 */
export function retryDelayMs(
  failures: Failures,
  intervalMs: number,
  random: number,
): number | null {
  if (failures.last === 'refused') {
    const index = Math.min(failures.refused, REFUSED_MINUTES.length) - 1;
    return (REFUSED_MINUTES[index] ?? 60) * MINUTE_MS;
  }
  if (failures.other <= 1) return null;
  const exponent = Math.min(failures.other - 1, 16);
  const cap = Math.max(CAP_MS, intervalMs);
  return Math.min(cap, intervalMs * 2 ** exponent) * (1 - JITTER * random);
}
