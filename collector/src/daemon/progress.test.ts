import { expect, it } from 'vitest';
import { createProgress } from './progress.ts';

it('moves while it ticks, and stands still when the ticks end', () => {
  const progress = createProgress();
  progress.tick();
  expect([progress.hasMoved(), progress.hasMoved()]).toEqual([true, false]);
  progress.tick();
  expect(progress.hasMoved()).toBe(true);
});

it('does not stand still before the first tick, and while it rests', () => {
  const progress = createProgress();
  expect([progress.hasMoved(), progress.hasMoved()]).toEqual([true, true]);
  progress.tick();
  progress.rest();
  expect([progress.hasMoved(), progress.hasMoved()]).toEqual([true, true]);
});
