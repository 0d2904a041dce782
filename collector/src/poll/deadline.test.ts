import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TimeoutError } from '../errors.ts';
import { Deadlines } from './deadline.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const deadlines = () => new Deadlines(2_000, () => Date.now());
const lasting = (ms: number) => () =>
  new Promise<string>((resolve) => {
    setTimeout(() => {
      resolve('done');
    }, ms);
  });
/** How work ends, without waiting for it. */
const ending = (work: Promise<unknown>) => work.catch((error: unknown) => error);

describe('Deadline', () => {
  it('lets work be that is done in time, and gives it the same signal again', async () => {
    const deadline = deadlines().create();
    const signals: AbortSignal[] = [];
    for (let poll = 0; poll < 3; poll += 1) {
      const done = deadline.run((signal) => {
        signals.push(signal);
        return lasting(1_500)();
      });
      await vi.advanceTimersByTimeAsync(5_000);
      await expect(done).resolves.toBe('done');
    }
    expect(new Set(signals).size).toBe(1);
    expect(signals[0]?.aborted).toBe(false);
  });

  it('ends each work when its own time is over, whether or not it watches its signal', async () => {
    const all = deadlines();
    const ended: [number, unknown][] = [];
    for (let at = 0; at < 4; at += 1) {
      void ending(all.create().run(lasting(at === 1 ? 10 : 60_000))).then((result) => {
        ended.push([Date.now() - startMs, result instanceof TimeoutError ? 'timeout' : result]);
      });
      if (at === 0) startMs = Date.now();
      await vi.advanceTimersByTimeAsync(300);
    }
    await vi.advanceTimersByTimeAsync(5_000);
    expect(ended).toEqual([
      [310, 'done'],
      [2_000, 'timeout'],
      [2_600, 'timeout'],
      [2_900, 'timeout'],
    ]);
  });

  it('aborts the signal with the error that the work then ends with, and begins with a fresh one', async () => {
    const deadline = deadlines().create();
    let aborted: unknown;
    const first = ending(
      deadline.run((signal) => {
        signal.addEventListener('abort', () => {
          aborted = signal.reason;
          (signal.reason as TimeoutError).explain('nothing came');
        });
        return lasting(60_000)();
      }),
    );
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await first).toBe(aborted);
    expect(aborted).toMatchObject({ message: 'no answer within 2 s: nothing came' });
    const second = deadline.run((signal) => Promise.resolve(signal.aborted));
    expect(await second).toBe(false);
  });

  it('is not shortened by earlier work that was given up and ends later', async () => {
    const deadline = deadlines().create();
    void ending(deadline.run(lasting(3_000)));
    await vi.advanceTimersByTimeAsync(2_000);
    const second = ending(deadline.run(lasting(60_000)));
    await vi.advanceTimersByTimeAsync(1_999);
    expect(deadline.dueMs).toBe(Date.now() + 1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await second).toBeInstanceOf(TimeoutError);
  });

  it('ends with the reason of a stop, and takes no more work', async () => {
    const deadline = deadlines().create();
    const work = ending(deadline.run(lasting(60_000)));
    const reason = new Error('stopped');
    deadline.stop(reason);
    expect(await work).toBe(reason);
    await expect(deadline.run(lasting(1))).rejects.toBe(reason);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(vi.getTimerCount()).toBe(1);
  });
});

let startMs = 0;
