interface Event {
  readonly atMs: number;
  readonly run: () => void | Promise<void>;
}

/** The time of a play: it passes only when told to, and brings what was planned. */
export class Timeline {
  #nowMs: number;
  readonly #events: Event[] = [];

  constructor(beginMs: number) {
    this.#nowMs = beginMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  date(): Date {
    return new Date(this.#nowMs);
  }

  /** What is planned for the past happens next. */
  at(atMs: number, run: Event['run']): void {
    const after = this.#events.findIndex((event) => event.atMs > atMs);
    this.#events.splice(after === -1 ? this.#events.length : after, 0, { atMs, run });
  }

  /** Lets everything happen that is planned until `untilMs`. */
  async advance(untilMs: number): Promise<void> {
    for (;;) {
      const [next] = this.#events;
      if (next === undefined || next.atMs > untilMs) break;
      this.#events.shift();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      await next.run();
      await settled();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }
}

/** Waits until everything that needs neither time nor the world outside is done. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
