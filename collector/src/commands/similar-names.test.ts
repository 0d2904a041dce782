import { expect, it } from 'vitest';
import { similarNames } from './similar-names.ts';

const names = ['Campaign 1', 'Campaign 2', 'Versus', 'Dust 24/7'];

it.each([
  ['campaign 1', ['Campaign 1', 'Campaign 2']],
  ['Campain 1', ['Campaign 1', 'Campaign 2']],
  ['versu', ['Versus']],
  ['dust', ['Dust 24/7']],
  ['verssu', ['Versus']],
  ['zzz', []],
  ['', []],
])('suggests for "%s"', (typed, suggested) => {
  expect(similarNames(typed, names)).toEqual(suggested);
});

it('suggests three names at most', () => {
  const many = Array.from({ length: 50 }, (_, n) => `Server ${n}`);
  expect(similarNames('server', many)).toHaveLength(3);
});
