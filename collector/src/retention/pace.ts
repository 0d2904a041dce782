import { setTimeout as sleep } from 'node:timers/promises';

/** How gently the history is worked on. */
export interface Pace {
  /** Between two looks at whether there is something to do. */
  readonly idleMs: number;
  /** Between two statements at least. */
  readonly pauseMs: number;
  /** Between two statements at least so many times what the first one took. */
  readonly pauseFactor: number;
  /** What a statement should take: the next one gets less to do after one that took longer. */
  readonly aimMs: number;
  /** Servers whose hour is summed up by one statement at most. */
  readonly servers: number;
  /** Hours of a server summed up again by one statement at most; few, for most are fewer, and what they take says little of a busy day. */
  readonly hours: number;
  /** Rows of a table deleted by one statement at most. */
  readonly rows: number;
}

/**
 * Keeps every statement below 100 ms, also with 5,000 servers, on a slower machine, and on one whose load grows sixfold from one statement
 * to the next: until that has been noticed, a statement takes six times what it aims at.
 */
export const usualPace: Pace = {
  idleMs: 60_000,
  pauseMs: 50,
  pauseFactor: 4,
  aimMs: 15,
  servers: 50,
  hours: 6,
  rows: 1_000,
};

/**
 * So many times less is the least that a statement gets to do, and the first one gets: to do less than that takes nearly as long, and
 * costs more in all.
 */
const CAUTION = 20;
/** How much more the next statement may get to do at most. */
const GROWTH = 1.5;

/** How much one statement of a kind is to do, as much as it does within `aimMs`. */
export class Portion {
  readonly #most: number;
  readonly #least: number;
  readonly #aimMs: number;
  #size: number;

  constructor(most: number, aimMs: number) {
    this.#most = most;
    this.#aimMs = aimMs;
    this.#least = Math.ceil(most / CAUTION);
    this.#size = this.#least;
  }

  get size(): number {
    return this.#size;
  }

  /** Learns from a statement that did so much: to do less at once, to do more in steps. */
  took(ms: number): void {
    const size = this.#size * Math.min(GROWTH, this.#aimMs / ms);
    this.#size = Math.min(
      this.#most,
      Math.max(this.#least, size > this.#size ? Math.ceil(size) : Math.floor(size)),
    );
  }
}

/** Does one statement, then pauses, so that the work fills a small part of the time. Rejects with the reason of `signal`. */
export async function paced<T>(
  { pauseMs, pauseFactor }: Pace,
  signal: AbortSignal,
  statement: () => Promise<T>,
  portion?: Portion,
): Promise<T> {
  signal.throwIfAborted();
  const startedMs = performance.now();
  const result = await statement();
  const tookMs = performance.now() - startedMs;
  portion?.took(tookMs);
  await sleep(Math.max(pauseMs, tookMs * pauseFactor), undefined, { signal });
  return result;
}
