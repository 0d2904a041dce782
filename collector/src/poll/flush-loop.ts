import type { Writer } from '../store/writer.ts';
import { pause } from './pause.ts';

export interface FlushLoopOptions {
  readonly writer: Pick<Writer, 'flush' | 'pending'>;
  /** How far the present reaches. */
  readonly mark: () => Date;
  /** Time between two flushes (W1). */
  readonly everyMs: number;
  /** Time between two heartbeats while nothing changes. */
  readonly heartbeatMs: number;
  readonly monotonicMs: () => number;
}

/** Writes what changed about once `everyMs`, one flush at a time, until `signal` aborts. Polling never waits for it. */
export async function runFlushLoop(options: FlushLoopOptions, signal: AbortSignal): Promise<void> {
  const { writer, mark, everyMs, heartbeatMs, monotonicMs } = options;
  let beatenMs = -Infinity;
  while (!signal.aborted) {
    const startedMs = monotonicMs();
    const due = writer.pending > 0 || startedMs - beatenMs >= heartbeatMs;
    const written = await writer.flush(due ? mark() : null);
    if (due && written) beatenMs = startedMs;
    await pause(Math.max(0, startedMs + everyMs - monotonicMs()), signal);
  }
}
