import { expect, it } from 'vitest';
import { formatAge, formatConnected, formatDuration } from './ages.ts';

it.each([
  [0, '0 s'],
  [119.4, '119 s'],
  [120, '2 min'],
  [7_199, '119 min'],
  [7_200, '2 h'],
  [172_799, '47 h'],
  [172_800, '2 d'],
  [-3, '0 s'],
])('writes %d seconds as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it('tells how long ago something was', () => {
  expect(formatAge(new Date(0), new Date(5_000))).toBe('5 s ago');
});

it.each([
  [9, '0:09'],
  [309, '5:09'],
  [3_661, '1:01:01'],
  [90_001, '25:00:01'],
])('writes a connection of %d seconds as %s', (seconds, text) => {
  expect(formatConnected(seconds)).toBe(text);
});
