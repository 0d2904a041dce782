import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runFlushLoop, type FlushLoopOptions } from './flush-loop.ts';

const MARK = new Date('2026-11-21T12:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A writer that notes what it was asked; `answer` decides how a flush ends. */
function started(options: Partial<FlushLoopOptions> = {}, answer = () => Promise.resolve(true)) {
  const flushes: (Date | null)[] = [];
  const writer = {
    pending: 0,
    flush(mark: Date | null) {
      flushes.push(mark);
      return answer();
    },
  };
  const stop = new AbortController();
  const done = runFlushLoop(
    {
      writer,
      mark: () => MARK,
      everyMs: 1_000,
      heartbeatMs: 5_000,
      monotonicMs: () => Date.now(),
      ...options,
    },
    stop.signal,
  );
  return { flushes, writer, stop, done };
}

describe('runFlushLoop', () => {
  it('writes the heartbeat once an interval while nothing changes', async () => {
    const { flushes } = started();
    await vi.advanceTimersByTimeAsync(10_500);
    expect(flushes.filter((mark) => mark !== null)).toHaveLength(3);
  });

  it('writes the heartbeat with each batch', async () => {
    const { flushes, writer } = started();
    writer.pending = 1;
    await vi.advanceTimersByTimeAsync(3_500);
    expect(flushes).toEqual([MARK, MARK, MARK, MARK]);
  });

  it('tries the heartbeat again each time until it is written', async () => {
    const { flushes } = started({}, () => Promise.resolve(false));
    await vi.advanceTimersByTimeAsync(3_500);
    expect(flushes).toEqual([MARK, MARK, MARK, MARK]);
  });

  it('does not overlap itself when a flush takes long', async () => {
    const { flushes, stop } = started({}, () => new Promise(() => undefined));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(flushes).toHaveLength(1);
    stop.abort();
  });

  it('ends at once when it is stopped', async () => {
    const { stop, done } = started();
    await vi.advanceTimersByTimeAsync(100);
    stop.abort();
    await done;
  });
});
