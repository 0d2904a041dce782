export interface Clock {
  /** Milliseconds that only ever grow by the time that passed: for what is due when. */
  monotonicMs(): number;
  /** The time of day, for what is stored. */
  date(): Date;
}

/**
 * The machine's clock. If it is set back, the time of day stands still until it has caught up: an interval in the history must
 * not end before it starts.
 */
export function systemClock(): Clock {
  let latest = 0;
  return {
    monotonicMs: () => performance.timeOrigin + performance.now(),
    date() {
      latest = Math.max(latest, Date.now());
      return new Date(latest);
    },
  };
}
