import pLimit from 'p-limit';

/** `proven`: answered last time, or has not been asked yet. `failing`: did not answer last time. */
export type Lane = 'proven' | 'failing';

/** How many polls may be in flight at once. */
export interface Lanes {
  /** Takes a slot for a proven server, to be given back by `leave`; false where none is free. */
  enter(): boolean;
  /** Calls `begin` when there is a slot for a proven server, which is taken then. */
  wait(begin: () => void): void;
  readonly leave: () => void;
  /** Runs a poll when there is a slot for it. It may leave the slot before it is done. */
  readonly run: <T>(lane: Lane, work: (leave: () => void) => Promise<T>) => Promise<T>;
  /** How many polls have a slot, and how many wait for one. */
  load(): { readonly busy: number; readonly waiting: number };
}

/**
 * At most `workers` polls at once that have not left their slots. Failing servers get a quarter of them (at least one), however many
 * they are, so that they never make the others wait for their time-outs.
 */
export function createLanes(workers: number): Lanes {
  const slots = new Slots(workers);
  const failing = pLimit(Math.max(1, Math.floor(workers / 4)));
  return {
    enter: () => slots.enter(),
    wait: (begin) => {
      slots.wait(begin);
    },
    leave: () => {
      slots.leave();
    },
    run: (lane, work) => (lane === 'failing' ? failing(() => slots.run(work)) : slots.run(work)),
    load: () => ({
      busy: workers - slots.free,
      waiting: slots.waiting + failing.pendingCount,
    }),
  };
}

/** Like p-limit, but where a slot is free, which is nearly always, without its five promises a call. */
class Slots {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  get free(): number {
    return this.#free;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  enter(): boolean {
    if (this.#free === 0) return false;
    this.#free -= 1;
    return true;
  }

  wait(begin: () => void): void {
    if (this.enter()) begin();
    else this.#waiting.push(begin);
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }

  async run<T>(work: (leave: () => void) => Promise<T>): Promise<T> {
    if (!this.enter()) {
      await new Promise<void>((resolve) => {
        this.wait(resolve);
      });
    }
    let isInside = true;
    const leave = () => {
      if (isInside) this.leave();
      isInside = false;
    };
    try {
      return await work(leave);
    } finally {
      leave();
    }
  }
}
