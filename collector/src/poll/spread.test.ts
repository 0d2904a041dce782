import { expect, it } from 'vitest';
import { addTo, createSpread } from './spread.ts';

it('counts each value in the first bucket that holds it, and those above all in none', () => {
  const spread = createSpread([1, 2, 5]);
  for (const value of [0, 1, 1.5, 5, 6, 100]) addTo(spread, value);
  expect(spread).toEqual({ bounds: [1, 2, 5], counts: [2, 1, 1], count: 6, sum: 113.5 });
});
