import type { Writer } from '../store/writer.ts';
import { GRID_MS } from './grid.ts';

export interface FlushingOptions {
  readonly writer: Pick<Writer, 'flush' | 'pending'>;
  /** How far the present reaches. */
  readonly mark: () => Date;
  /** Time between two flushes (W1). */
  readonly everyMs: number;
  /** Time between two heartbeats while nothing changes. */
  readonly heartbeatMs: number;
  readonly monotonicMs: () => number;
}

export interface Flushing {
  /** To be called on the grid: what has become due is written then, or a moment later. */
  readonly tick: () => void;
  /** Resolves when no flush is under way; called once, after the end. */
  readonly done: () => Promise<void>;
}

/** The polls of a tick have answered by then, so that what they changed need not wait for the next flush. */
const ANSWERED_AFTER_MS = 50;

/**
 * Writes what changed, at most once `everyMs` and one flush at a time, and the heartbeat where nothing did, until `signal` aborts.
 * Polling never waits for it, and while nothing changes it wakes nobody up.
 */
export function startFlushing(options: FlushingOptions, signal: AbortSignal): Flushing {
  const { writer, mark, everyMs, heartbeatMs, monotonicMs } = options;
  let startedMs = -Infinity;
  let beatenMs = -Infinity;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  const flush = async () => {
    startedMs = monotonicMs();
    if (await writer.flush(mark())) beatenMs = startedMs;
    running = null;
  };
  const begin = () => {
    timer = null;
    running = flush();
  };
  signal.addEventListener('abort', () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  });
  return {
    tick() {
      if (signal.aborted || running !== null || timer !== null) return;
      const nowMs = monotonicMs();
      const waitMs = startedMs + everyMs - nowMs;
      if (writer.pending > 0) {
        if (waitMs < GRID_MS)
          timer = setTimeout(begin, Math.max(ANSWERED_AFTER_MS, Math.ceil(waitMs) + 1));
      } else if (waitMs < GRID_MS / 2 && nowMs - beatenMs > heartbeatMs - GRID_MS / 2) begin();
    },
    done: () => running ?? Promise.resolve(),
  };
}
