import { expect, it } from 'vitest';
import { questionKey } from './question-key.ts';

it.each([
  [
    [1, 'a', new Date(0)],
    [1, 'a', new Date(0)],
  ],
  [[{ q: 'x', page: 2 }], [{ page: 2, q: 'x' }]],
  [[{ q: 'x', group: undefined }], [{ q: 'x' }]],
  [
    [7n, { ids: [1n, 2n] }],
    [7n, { ids: [1n, 2n] }],
  ],
])('is the same for %o and %o', (a, b) => {
  expect(questionKey(a)).toBe(questionKey(b));
});

it.each([
  [
    [1, 23],
    [12, 3],
  ],
  [['1'], [1]],
  [['a,b'], ['a', 'b']],
  [['a","b'], ['a', 'b']],
  [[7n], ['7']],
  [[new Date(0)], [new Date(1)]],
  [[{ q: 'x' }], [{ group: 'x' }]],
  [[{ q: null }], [{}]],
  [[['a'], 'b'], [['a', 'b']]],
])('tells %o from %o', (a, b) => {
  expect(questionKey(a)).not.toBe(questionKey(b));
});
