import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startFlushing, type FlushingOptions } from './flush-loop.ts';
import { runTicks } from './loop.ts';

const MARK = new Date('2026-11-21T12:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ now: MARK, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A writer that notes when it was asked to flush, ticking; `answer` decides how a flush ends. */
function started(answer = () => Promise.resolve(true)) {
  const flushedMs: number[] = [];
  const monotonicMs = () => Date.now() - MARK.getTime();
  const writer = {
    pending: 0,
    flush(mark: Date | null) {
      expect(mark).toBe(MARK);
      flushedMs.push(monotonicMs());
      return answer();
    },
  };
  const stop = new AbortController();
  const options: FlushingOptions = {
    writer,
    mark: () => MARK,
    everyMs: 1_000,
    heartbeatMs: 5_000,
    monotonicMs,
  };
  const flushing = startFlushing(options, stop.signal);
  runTicks(flushing, monotonicMs, stop.signal);
  return { flushedMs, writer, stop, flushing };
}

const between = (times: readonly number[]) =>
  times.slice(1).map((atMs, before) => atMs - (times[before] ?? 0));

describe('startFlushing', () => {
  it('writes the heartbeat once an interval while nothing changes', async () => {
    const { flushedMs } = started();
    await vi.advanceTimersByTimeAsync(15_500);
    expect(between(flushedMs)).toEqual([5_000, 5_000, 5_000]);
  });

  it('writes what changes once a second, and with it what the polls of that moment answered', async () => {
    const { flushedMs, writer } = started();
    writer.pending = 1;
    await vi.advanceTimersByTimeAsync(8_200);
    expect(flushedMs).toHaveLength(8);
    expect(Math.min(...between(flushedMs))).toBeGreaterThanOrEqual(1_000);
    expect(flushedMs[0]).toBeGreaterThan(251);
  });

  it('soon writes what changes after a while in which nothing did', async () => {
    const { flushedMs, writer } = started();
    await vi.advanceTimersByTimeAsync(2_500);
    writer.pending = 1;
    await vi.advanceTimersByTimeAsync(400);
    expect(flushedMs).toHaveLength(2);
  });

  it('tries the heartbeat again each second until it is written', async () => {
    const { flushedMs } = started(() => Promise.resolve(false));
    await vi.advanceTimersByTimeAsync(3_500);
    expect(between(flushedMs)).toEqual([1_000, 1_000, 1_000]);
  });

  it('does not overlap itself when a flush takes long', async () => {
    const { flushedMs, writer, stop } = started(() => new Promise(() => undefined));
    writer.pending = 1;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(flushedMs).toHaveLength(1);
    stop.abort();
  });

  it('begins nothing once it is stopped, and tells when the last flush is done', async () => {
    let end: (written: boolean) => void = () => undefined;
    const { flushedMs, writer, stop, flushing } = started(
      () =>
        new Promise((resolve) => {
          end = resolve;
        }),
    );
    await vi.advanceTimersByTimeAsync(300);
    expect(flushedMs).toHaveLength(1);
    writer.pending = 1;
    stop.abort();
    let isDone = false;
    const done = flushing.done().then(() => (isDone = true));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(isDone).toBe(false);
    end(true);
    await done;
    expect(flushedMs).toHaveLength(1);
  });

  it('does not begin what waits for the answers once it is stopped', async () => {
    const { flushedMs, writer, stop } = started();
    writer.pending = 1;
    await vi.advanceTimersByTimeAsync(260);
    stop.abort();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(flushedMs).toEqual([]);
  });
});
