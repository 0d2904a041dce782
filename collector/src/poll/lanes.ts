import pLimit from 'p-limit';

/** `proven`: answered last time, or has not been asked yet. `failing`: did not answer last time. */
export type Lane = 'proven' | 'failing';

export type RunInLane = <T>(lane: Lane, work: () => Promise<T>) => Promise<T>;

/**
 * At most `workers` polls at once. Failing servers get a quarter of them (at least one), however many they are, so that they
 * never make the others wait for their time-outs.
 */
export function createLanes(workers: number): RunInLane {
  const slots = new Slots(workers);
  const failing = pLimit(Math.max(1, Math.floor(workers / 4)));
  return (lane, work) => (lane === 'failing' ? failing(() => slots.run(work)) : slots.run(work));
}

/** Like p-limit, but where a slot is free, which is nearly always, without its five promises a call. */
class Slots {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
