const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** More than that within a moment, and the clock was set, or the machine slept. */
const LEAP_MS = HOUR_MS;
/** After so long with nobody mending the clock, it is right. */
const BELIEVED_AFTER_MS = DAY_MS;

interface Clock {
  readonly now: () => Date;
  readonly monotonicMs: () => number;
}

/**
 * The time by which may be deleted what is old: that of the clock, but after a leap ahead the time before it and what has passed since,
 * for a day. A clock that was set to next year by mistake must not delete all there is, which nothing brings back.
 */
export function deletingDate({ now, monotonicMs }: Clock): () => Date {
  let aheadMs = now().getTime() - monotonicMs();
  let leaptMs: number | null = null;
  return () => {
    const passedMs = monotonicMs();
    const toldMs = now().getTime();
    if (toldMs - passedMs - aheadMs > LEAP_MS) {
      leaptMs ??= passedMs;
      if (passedMs - leaptMs < BELIEVED_AFTER_MS) return new Date(passedMs + aheadMs);
    }
    leaptMs = null;
    aheadMs = toldMs - passedMs;
    return new Date(toldMs);
  };
}
