import { TimeoutError } from '../errors.ts';

/**
 * The time limit of all polls. It is the same for all of them, so they reach it in the order in which they began: one timer, for the
 * first of them, does what a timer, a controller and two listeners a poll would do for ten times the cost (`withDeadline`).
 */
export class Deadlines {
  readonly #limitMs: number;
  readonly #monotonicMs: () => number;
  readonly #running = new Set<Deadline>();
  #timer: NodeJS.Timeout | null = null;

  constructor(limitMs: number, monotonicMs: () => number) {
    this.#limitMs = limitMs;
    this.#monotonicMs = monotonicMs;
  }

  /** For the polls of one server, one at a time. */
  create(): Deadline {
    return new Deadline(this);
  }

  begin(deadline: Deadline): void {
    deadline.dueMs = this.#monotonicMs() + this.#limitMs;
    this.#running.add(deadline);
    this.#timer ??= setTimeout(this.#sweep, this.#limitMs);
  }

  isOver(deadline: Deadline): boolean {
    return this.#monotonicMs() > deadline.dueMs;
  }

  timeout(): TimeoutError {
    return new TimeoutError(`no answer within ${this.#limitMs / 1_000} s`);
  }

  /** The timer goes on: for the polls after this one it has to run anyway. */
  end(deadline: Deadline): void {
    this.#running.delete(deadline);
  }

  readonly #sweep = (): void => {
    this.#timer = null;
    const nowMs = this.#monotonicMs();
    for (const deadline of this.#running) {
      const leftMs = deadline.dueMs - nowMs;
      if (leftMs > 0) {
        this.#timer = setTimeout(this.#sweep, leftMs);
        return;
      }
      deadline.expire(this.timeout());
    }
  };
}

/** What the polls of one server run under: a signal that is used again until it has aborted. */
export class Deadline {
  readonly #all: Deadlines;
  #controller = new AbortController();
  /** Ends the work under way. */
  #fail: ((reason: Error) => void) | null = null;
  #stopped: Error | null = null;
  /** When the work under way has to be done. */
  dueMs = Infinity;

  constructor(all: Deadlines) {
    this.#all = all;
  }

  /** Why no work is done any more; null while it is. */
  get stopped(): Error | null {
    return this.#stopped;
  }

  /**
   * Runs `work`. Rejects with a `TimeoutError` when it takes too long, or with the reason of `stop`, even when `work` does not watch
   * its signal. Must not be called again before it is done.
   */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#stopped !== null) throw this.#stopped;
      if (this.#controller.signal.aborted) this.#controller = new AbortController();
      this.#fail = reject;
      this.#all.begin(this);
      work(this.#controller.signal).then(
        (value) => {
          // What waited for a process that slept is as good as no answer: nobody knows when it came.
          if (this.#fail === reject && this.#all.isOver(this)) this.expire(this.#all.timeout());
          this.#done(reject);
          resolve(value);
        },
        (error: unknown) => {
          this.#done(reject);
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }

  /** Ends the work under way, and lets none begin after it. */
  stop(reason: Error): void {
    if (this.#stopped !== null) return;
    this.#stopped = reason;
    this.expire(reason);
  }

  expire(reason: Error): void {
    const fail = this.#fail;
    if (fail === null) return;
    this.#fail = null;
    this.#all.end(this);
    // First, so that the driver can add to the reason what was missing.
    this.#controller.abort(reason);
    fail(reason);
  }

  /** Work that was given up may end while other work is under way. */
  #done(own: (reason: Error) => void): void {
    if (this.#fail !== own) return;
    this.#fail = null;
    this.#all.end(this);
  }
}
