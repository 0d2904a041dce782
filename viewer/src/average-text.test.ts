import { expect, it } from 'vitest';
import { averageText } from './average-text.ts';

it.each([
  [0, '0'],
  [0.001, '<0.1'],
  [0.05, '0.1'],
  [3, '3'],
  [3.26, '3.3'],
  [9.94, '9.9'],
  [9.96, '10'],
  [31.5, '32'],
])('writes %d as %s', (value, text) => {
  expect(averageText(value)).toBe(text);
});
