import { describe, expect, it } from 'vitest';
import { failedAgain, refusedBefore, retryDelayMs, type Failures } from './backoff.ts';

const INTERVAL_MS = 5_000;

function delays(kinds: readonly Failures['last'][], random = 0): (number | null)[] {
  let failures: Failures | null = null;
  return kinds.map((kind) => {
    failures = failedAgain(failures, kind);
    return retryDelayMs(failures, INTERVAL_MS, random);
  });
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('retryDelayMs', () => {
  it('waits 1, 5, 15, 30, 60, 60 … minutes after a refused login', () => {
    const minutes = delays(times(7, 'refused'), 0.9).map((ms) => (ms ?? 0) / 60_000);
    expect(minutes).toEqual([1, 5, 15, 30, 60, 60, 60]);
  });

  it('doubles from the next regular slot to one minute after other failures', () => {
    expect(delays(times(7, 'other'))).toEqual([
      null,
      10_000,
      20_000,
      40_000,
      60_000,
      60_000,
      60_000,
    ]);
  });

  it('takes up to a quarter off, so that the cap still holds', () => {
    expect(delays(times(6, 'other'), 0.5)).toEqual([null, 8_750, 17_500, 35_000, 52_500, 52_500]);
  });

  it('does not forget refused logins over time-outs in between', () => {
    expect(delays(['refused', 'other', 'refused', 'other', 'refused'])).toEqual([
      60_000,
      null,
      300_000,
      10_000,
      900_000,
    ]);
  });

  it('stays within the interval when that is longer than the cap, and after any number of failures', () => {
    expect(retryDelayMs({ refused: 0, other: 3, last: 'other' }, 600_000, 0)).toBe(600_000);
    expect(retryDelayMs({ refused: 0, other: 1e6, last: 'other' }, INTERVAL_MS, 0)).toBe(60_000);
  });
});

describe('refusedBefore', () => {
  const MINUTE_MS = 60_000;

  it.each([
    [0, 1, 1],
    [0.5, 1, 0.5],
    [1, 2, 5],
    [5.9, 2, 0.1],
    [6, 3, 15],
    [21, 4, 30],
    [51, 5, 60],
    [111, 6, 60],
    [170, 6, 1],
  ])('%d minutes after the first refusal: the %i. waits %d more', (minutes, refused, more) => {
    const before = refusedBefore(minutes * MINUTE_MS, 0);
    expect(before.failures).toEqual({ refused, other: 0, last: 'refused' });
    expect(before.delayMs / MINUTE_MS).toBeCloseTo(more);
  });

  it('counts the time in which nobody could have tried', () => {
    expect(refusedBefore(52 * MINUTE_MS, 40 * MINUTE_MS).delayMs).toBe(20 * MINUTE_MS);
    expect(refusedBefore(52 * MINUTE_MS, 600 * MINUTE_MS).delayMs).toBe(0);
  });
});
