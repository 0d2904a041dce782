import type { Database, Logger } from '@rollcall/shared';
import { isRefusal } from './refusal.ts';
import { lastBatch, writeBatch, type NumberedBatch } from './write-batch.ts';

/** Postgres puts what is committed onto the disk within less than a second; there is about one batch a second. */
const MAX_KEPT = 10;
/** Where `wal_writer_delay` is as long as Postgres allows, it takes up to 30 s. */
const KEPT_MS = 60_000;

type Written = Pick<NumberedBatch, 'number' | 'batch'>;
type Kept = Written & { readonly writtenMs: number };

/** The last batches that a run has written: a Postgres that crashes may have lost them, and nobody else knows of them. */
export class RecentBatches {
  readonly #runId: number;
  readonly #log: Logger;
  #kept: readonly Kept[] = [];

  constructor(runId: number, log: Logger) {
    this.#runId = runId;
    this.#log = log;
  }

  keep({ number, batch }: Written, writtenMs: number): void {
    this.#kept = [...this.#kept, { number, batch, writtenMs }].slice(-MAX_KEPT);
  }

  /** Forgets what is on the disk by now: the first batch of a run holds a thousand bytes a server. */
  forget(nowMs: number): void {
    this.#kept = this.#kept.filter(({ writtenMs }) => nowMs - writtenMs <= KEPT_MS);
  }

  /** Writes again what is not in the database, at `nowMs` of the clock that `keep` knows. */
  async restore(db: Database, nowMs: number): Promise<void> {
    if (this.#kept.length === 0) return;
    const runId = this.#runId;
    const last = await lastBatch(db, runId);
    const lost = this.#kept.filter(({ number }) => number > last);
    for (const { number, batch } of lost) {
      try {
        await writeBatch(db, { runId, heartbeatAt: null, number, batch });
      } catch (error) {
        if (!isRefusal(error)) throw error;
        this.#log.error({ err: error }, 'the database refuses what it took before: it is lost');
      }
    }
    if (lost.length === 0) return;
    // What was written again is on no disk yet, and may be lost again.
    this.#kept = this.#kept.map((kept) =>
      kept.number > last ? { ...kept, writtenMs: nowMs } : kept,
    );
    this.#log.warn({ batches: lost.length }, 'written again what Postgres had lost');
  }
}
