import { addTo } from '../poll/spread.ts';
import type { Writer } from '../store/writer.ts';
import type { WriteStats } from './vitals.ts';

type Counted = Pick<Writer, 'push' | 'flush' | 'pending'>;

export interface CountedWriter extends Counted {
  /** Since when the oldest change waits; null where none does. */
  readonly waitingSinceMs: number | null;
  /** Since when nothing can be written; null while it can. */
  readonly failingSinceMs: number | null;
}

/** The same writer, counted: how many changes, how long they waited, and since when it fails. */
export function countWrites(
  writer: Counted,
  stats: WriteStats,
  monotonicMs: () => number,
): CountedWriter {
  let waitingSinceMs: number | null = null;
  let failingSinceMs: number | null = null;
  /** Changes that are no longer in the queue, of all that were pushed. */
  let gone = 0;
  let pushed = 0;
  return {
    get pending() {
      return writer.pending;
    },
    get waitingSinceMs() {
      return waitingSinceMs;
    },
    get failingSinceMs() {
      return failingSinceMs;
    },
    push(changes) {
      const before = writer.pending;
      writer.push(changes);
      pushed += changes.length;
      stats.pushed += changes.length;
      const lost = before + changes.length - writer.pending;
      stats.lost += lost;
      gone += lost;
      waitingSinceMs ??= monotonicMs();
    },
    async flush(heartbeatAt) {
      const startedMs = monotonicMs();
      const written = await writer.flush(heartbeatAt);
      const stored = pushed - writer.pending - gone;
      gone += stored;
      if (!written) {
        if (failingSinceMs === null) stats.outages += 1;
        failingSinceMs ??= startedMs;
        return false;
      }
      failingSinceMs = null;
      // Nothing is left to count where somebody else waited for the same flush.
      if (stored > 0 && waitingSinceMs !== null) {
        addTo(stats.batch, stored);
        addTo(stats.lag, (monotonicMs() - waitingSinceMs) / 1_000);
      }
      // What came meanwhile came after it began.
      if (stored > 0) waitingSinceMs = writer.pending === 0 ? null : startedMs;
      return true;
    },
  };
}
