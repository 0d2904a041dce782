import { expect, it } from 'vitest';
import { banMinutes } from './ban-time.ts';

it.each([
  ['30m', 30],
  ['12h', 720],
  ['7d', 10_080],
  ['2W', 20_160],
  ['ever', 0],
])('takes %s for %i minutes', (text, minutes) => {
  expect(banMinutes(text)).toBe(minutes);
});

it.each(['', '0m', '30', '-5m', '1.5h', '9999999w', '5m; quit', 'forever and ever'])(
  'refuses %j',
  (text) => {
    expect(() => banMinutes(text)).toThrow(/--for takes/);
  },
);
