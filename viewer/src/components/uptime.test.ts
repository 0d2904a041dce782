import { expect, it } from 'vitest';
import { formatUptime } from './uptime.tsx';

it.each([
  [0, 0, null],
  [604_800, 604_800, '100 %'],
  [604_800, 604_799, '99.99 %'],
  [604_800, 604_000, '99.86 %'],
  [1_000, 989.9, '98.9 %'],
  [1_000, 0, '0.0 %'],
])('tells of %d seconds watched and %d up: %s', (watched, up, text) => {
  expect(formatUptime(watched, up)).toBe(text);
});
