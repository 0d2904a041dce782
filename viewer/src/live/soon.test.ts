import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { soon } from './soon.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const in500Ms = async (work: () => string) => {
  await new Promise((resolve) => setTimeout(resolve, 500));
  return work();
};
const fail = () => {
  throw new Error('away');
};

it('gives the answer where it comes in time', async () => {
  const given = soon(
    in500Ms(() => 'answer'),
    501,
    'later',
  );
  await vi.advanceTimersByTimeAsync(500);
  expect(await given).toBe('answer');
  expect(vi.getTimerCount()).toBe(0);
});

it('gives what stands in its place where it does not, and survives that it fails after that', async () => {
  const given = soon(in500Ms(fail), 499, 'later');
  await vi.advanceTimersByTimeAsync(499);
  expect(await given).toBe('later');
  await vi.advanceTimersByTimeAsync(1);
});

it('fails where the answer does', async () => {
  const given = soon(in500Ms(fail), 501, 'later');
  const failed = expect(given).rejects.toThrow('away');
  await vi.advanceTimersByTimeAsync(500);
  await failed;
});
