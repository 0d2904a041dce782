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

/** Work that is told when its time is over, or when it is stopped. */
export interface Expiring {
  expired(reason: Error): void;
}

/** What the polls of one server run under: a signal that is used again until it has aborted. */
export class Deadline {
  readonly #all: Deadlines;
  #controller = new AbortController();
  /** Its signal, and whether that has aborted: each signal is of a kind of its own to V8, and asking one costs a microsecond. */
  #signal = this.#controller.signal;
  #hasAborted = false;
  #work: Expiring | null = null;
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

  get isRunning(): boolean {
    return this.#work !== null;
  }

  /**
   * Begins work, or goes on in another way with the work under way, whose time does not begin anew. Until `end`, `work` is told
   * (`TimeoutError`) when it takes too long, or with the reason of `stop`, after the signal has aborted.
   *
   * @throws the reason of an earlier `stop`
   */
  begin(work: Expiring): AbortSignal {
    if (this.#stopped !== null) throw this.#stopped;
    if (this.#hasAborted) this.#renew();
    if (this.#work === null) this.#all.begin(this);
    this.#work = work;
    return this.#signal;
  }

  /** The work under way is done; false if that is too late, of which it has been told then. */
  end(): boolean {
    // What waited for a process that slept is as good as no answer: nobody knows when it came.
    if (this.#work !== null && this.#all.isOver(this)) this.expire(this.#all.timeout());
    return this.#finish(this.#work);
  }

  /**
   * Runs `work`. Rejects with a `TimeoutError` when it takes too long, or with the reason of `stop`, even when `work` does not watch
   * its signal.
   */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const own = { expired: reject };
      work(this.begin(own)).then(
        (value) => {
          if (this.#work === own && !this.end()) return;
          resolve(value);
        },
        (error: unknown) => {
          if (this.#work === own) this.#finish(own);
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
    const work = this.#work;
    if (!this.#finish(work)) return;
    this.#hasAborted = true;
    // First, so that the driver can add to the reason what was missing.
    this.#controller.abort(reason);
    work?.expired(reason);
  }

  #renew(): void {
    this.#controller = new AbortController();
    this.#signal = this.#controller.signal;
    this.#hasAborted = false;
  }

  #finish(work: Expiring | null): boolean {
    if (work === null) return false;
    this.#work = null;
    this.#all.end(this);
    return true;
  }
}
