import { setTimeout as sleep } from 'node:timers/promises';

/** How gently the history is worked on. */
export interface Pace {
  /** Between two looks at whether there is something to do. */
  readonly idleMs: number;
  /** Between two statements at least. */
  readonly pauseMs: number;
  /** Between two statements at least so many times what the first one took. */
  readonly pauseFactor: number;
  /** Servers whose hour is summed up by one statement. */
  readonly servers: number;
  /** Rows of a table deleted by one statement at most. */
  readonly rows: number;
}

/** Keeps every statement far below 100 ms, also with 5,000 servers. */
export const usualPace: Pace = {
  idleMs: 60_000,
  pauseMs: 50,
  pauseFactor: 4,
  servers: 50,
  rows: 1_000,
};

/** Does one statement, then pauses, so that the work fills a small part of the time. Rejects with the reason of `signal`. */
export async function paced<T>(
  { pauseMs, pauseFactor }: Pace,
  signal: AbortSignal,
  statement: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const startedMs = performance.now();
  const result = await statement();
  const tookMs = performance.now() - startedMs;
  await sleep(Math.max(pauseMs, tookMs * pauseFactor), undefined, { signal });
  return result;
}
