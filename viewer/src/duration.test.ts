import { expect, it } from 'vitest';
import { formatDuration, machineDuration } from './duration.ts';

it.each([
  [-3, '0 s'],
  [0, '0 s'],
  [59.9, '59 s'],
  [60, '1 min'],
  [3_599, '59 min'],
  [3_600, '1 h'],
  [4_320, '1 h 12 min'],
  [86_399, '23 h 59 min'],
  [86_400, '1 d'],
  [273_600, '3 d 4 h'],
])('says %d seconds as %j', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it('says a duration to machines in whole seconds', () => {
  expect(machineDuration(4_320.7)).toBe('PT4320S');
});
