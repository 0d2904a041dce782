export interface Clock {
  /** Milliseconds that only ever grow by the time that passed, whatever is done to the clock: for what is due when. */
  monotonicMs(): number;
  /** The time of day, for what is stored. */
  date(): Date;
}

const { timeOrigin } = performance;

export const systemClock: Clock = {
  monotonicMs: () => timeOrigin + performance.now(),
  date: () => new Date(),
};
