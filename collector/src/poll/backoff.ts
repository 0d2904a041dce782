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
  if (failures.last === 'refused') return refusedDelayMs(failures.refused);
  if (failures.other <= 1) return null;
  const exponent = Math.min(failures.other - 1, 16);
  const cap = Math.max(CAP_MS, intervalMs);
  return Math.min(cap, intervalMs * 2 ** exponent) * (1 - JITTER * random);
}

/**
 * R2 across restarts: a server that has refused every login for `refusedMs`, and that nobody has polled for `awayMs`, is left alone
 * as if the collector had run all the time, or had tried in the last moment before it stopped.
 */
export function refusedBefore(
  refusedMs: number,
  awayMs: number,
): { readonly failures: Failures; readonly delayMs: number } {
  let refused = 1;
  let nextMs = refusedDelayMs(refused);
  while (nextMs <= refusedMs) {
    refused += 1;
    nextMs += refusedDelayMs(refused);
  }
  const delayMs = Math.min(nextMs - refusedMs, refusedDelayMs(refused) - awayMs);
  return { failures: { refused, other: 0, last: 'refused' }, delayMs: Math.max(0, delayMs) };
}

function refusedDelayMs(refused: number): number {
  const index = Math.min(refused, REFUSED_MINUTES.length) - 1;
  return (REFUSED_MINUTES[index] ?? 60) * MINUTE_MS;
}
