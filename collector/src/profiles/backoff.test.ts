import { expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

const unavailable = { kind: 'unavailable', retryAfterMs: null } as const;

it('doubles from a second up to a quarter of an hour', () => {
  const delays = [1, 2, 3, 10, 11, 1_000].map((failures) => backoffMs(failures, unavailable, 0));
  expect(delays).toEqual([1_000, 2_000, 4_000, 512_000, 900_000, 900_000]);
});

it('is spread by up to a quarter, and never shorter', () => {
  expect(backoffMs(1, unavailable, 0.5)).toBe(1_125);
  expect(backoffMs(1, unavailable, 0.999)).toBeLessThan(1_251);
});

it('waits as long as Steam asks for, but not for ever', () => {
  const limited = (retryAfterMs: number) => ({ kind: 'limited', retryAfterMs }) as const;
  expect(backoffMs(1, limited(30_000), 0)).toBe(30_000);
  expect(backoffMs(8, limited(30_000), 0)).toBe(128_000);
  expect(backoffMs(1, limited(999_999_000), 0)).toBe(3_600_000);
});

it('waits an hour when the key is rejected', () => {
  expect(backoffMs(1, { kind: 'rejected', retryAfterMs: null }, 0)).toBe(3_600_000);
});
