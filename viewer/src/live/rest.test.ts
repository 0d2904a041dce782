import { expect, it } from 'vitest';
import { restMs } from './rest.ts';

it.each([
  [1, 0],
  [300, 0],
  [301, 1_003],
  [1_000, 3_333],
])('lets a page of %i rest for %i ms after a change', (watchers, ms) => {
  expect(restMs(watchers)).toBe(ms);
});
