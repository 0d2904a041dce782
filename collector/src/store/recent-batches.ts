import type { Database, Logger } from '@rollcall/shared';
import { isRefusal } from './refusal.ts';
import { lastBatch, writeBatch, type NumberedBatch } from './write-batch.ts';

/**
 * Postgres puts what is committed onto the disk within less than a second, 30 s where `wal_writer_delay` is as long as it allows; and
 * a replica that takes its place may lag some seconds behind.
 */
const KEPT_MS = 60_000;
/** So many of the newest are kept whatever they hold, and more as long as they are small: after an outage each may hold 20,000 changes. */
const MAX_LARGE = 10;
const MAX_CHANGES = 2_000;

type Written = Pick<NumberedBatch, 'number' | 'batch'>;
type Kept = Written & { readonly changes: number; readonly writtenMs: number };

/** The last batches that a run has written: a Postgres that crashes may have lost them, and nobody else knows of them. */
export class RecentBatches {
  readonly #runId: number;
  readonly #log: Logger;
  #kept: readonly Kept[] = [];
  /** The number of the newest batch that was written and is not kept any more. */
  #forgotten = 0;

  constructor(runId: number, log: Logger) {
    this.#runId = runId;
    this.#log = log;
  }

  /** Keeps a batch of so many `changes`. */
  keep({ number, batch }: Written, changes: number, writtenMs: number): void {
    this.#kept = [...this.#kept, { number, batch, changes, writtenMs }];
    let room = MAX_CHANGES;
    const first = this.#kept.findLastIndex((kept, at) => {
      room -= kept.changes;
      return room < 0 && this.#kept.length - at > MAX_LARGE;
    });
    this.#forget(first + 1);
  }

  /** Forgets what is on the disk by now: the first batch of a run holds a thousand bytes a server. */
  forget(nowMs: number): void {
    const first = this.#kept.findIndex(({ writtenMs }) => nowMs - writtenMs <= KEPT_MS);
    this.#forget(first === -1 ? this.#kept.length : first);
  }

  #forget(count: number): void {
    const newest = this.#kept[count - 1];
    if (newest === undefined) return;
    this.#forgotten = newest.number;
    this.#kept = this.#kept.slice(count);
  }

  /**
   * Writes again what is not in the database, at `nowMs` of the clock that `keep` knows.
   *
   * @returns false if the database lacks more than that: an older state of it was brought back.
   */
  async restore(db: Database, nowMs: number): Promise<boolean> {
    if (this.#kept.length === 0 && this.#forgotten === 0) return true;
    const runId = this.#runId;
    const last = await lastBatch(db, runId);
    if (last < this.#forgotten) return false;
    const lost = this.#kept.filter(({ number }) => number > last);
    for (const { number, batch } of lost) {
      try {
        await writeBatch(db, { runId, heartbeatAt: null, number, batch });
      } catch (error) {
        if (!isRefusal(error)) throw error;
        this.#log.error({ err: error }, 'the database refuses what it took before: it is lost');
      }
    }
    if (lost.length === 0) return true;
    // What was written again is on no disk yet, and may be lost again.
    this.#kept = this.#kept.map((kept) =>
      kept.number > last ? { ...kept, writtenMs: nowMs } : kept,
    );
    this.#log.warn({ batches: lost.length }, 'written again what Postgres had lost');
    return true;
  }
}
