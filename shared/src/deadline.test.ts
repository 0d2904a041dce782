import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { withDeadline } from './deadline.ts';

const never = () => new Promise<never>(() => undefined);
const tooLate = () => new Error('too late');
const HOUR_MS = 3_600_000;

describe('withDeadline', () => {
  it('gives back what the work gives', async () => {
    const parent = new AbortController();
    const work = () => Promise.resolve(42);
    await expect(withDeadline(parent.signal, HOUR_MS, tooLate, work)).resolves.toBe(42);
  });

  it('lets the error of the work through', async () => {
    const parent = new AbortController();
    const work = () => Promise.reject(new Error('refused'));
    await expect(withDeadline(parent.signal, HOUR_MS, tooLate, work)).rejects.toThrow('refused');
  });

  it('rejects at the deadline even when the work does not watch its signal, and aborts that', async () => {
    const parent = new AbortController();
    let seen: AbortSignal | undefined;
    const work = (signal: AbortSignal) => {
      seen = signal;
      return never();
    };
    await expect(withDeadline(parent.signal, 5, tooLate, work)).rejects.toThrow('too late');
    expect(seen?.aborted).toBe(true);
  });

  it('rejects with the reason of its parent, not with a timeout', async () => {
    const parent = new AbortController();
    const running = withDeadline(parent.signal, HOUR_MS, tooLate, never);
    parent.abort(new Error('stopped'));
    await expect(running).rejects.toThrow('stopped');
  });

  it('does not begin when its parent is already aborted', async () => {
    const parent = new AbortController();
    parent.abort(new Error('stopped before'));
    let begun = false;
    const work = () => {
      begun = true;
      return Promise.resolve();
    };
    await expect(withDeadline(parent.signal, HOUR_MS, tooLate, work)).rejects.toThrow(
      'stopped before',
    );
    expect(begun).toBe(false);
  });

  it('lets go of a long-lived parent, however it ends', async () => {
    const parent = new AbortController();
    for (const work of [() => Promise.resolve(), () => Promise.reject(new Error('x')), never]) {
      await withDeadline(parent.signal, 5, tooLate, work).catch(() => undefined);
    }
    expect(getEventListeners(parent.signal, 'abort')).toHaveLength(0);
  });

  it('is the owner of an error that comes after the deadline', async () => {
    const parent = new AbortController();
    const late: { reject?: (error: Error) => void } = {};
    const work = () =>
      new Promise<never>((_, reject) => {
        late.reject = reject;
      });
    await expect(withDeadline(parent.signal, 5, tooLate, work)).rejects.toThrow('too late');
    // An unhandled rejection would fail the whole run.
    late.reject?.(new Error('nobody listens'));
    await new Promise((resolve) => setImmediate(resolve));
  });
});
