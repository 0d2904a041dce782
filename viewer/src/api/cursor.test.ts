import { expect, it } from 'vitest';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { ProblemError } from './problem.ts';

const keys = [z.int(), z.string()] as const;

it('comes back as the keys it was made of', () => {
  expect(decodeCursor('a', encodeCursor('a', [7, 'é']), keys)).toEqual([7, 'é']);
});

const of = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

it.each([
  ['nothing', ''],
  ['words', 'nonsense'],
  ['bytes that are no text', '_____w'],
  ['the cursor of another list', encodeCursor('b', [7, 'x'])],
  ['too few keys', encodeCursor('a', [7])],
  ['too many keys', encodeCursor('a', [7, 'x', 'y'])],
  ['a key of another kind', encodeCursor('a', ['7', 'x'])],
  ['an object', of({})],
  ['null', of(null)],
  ['no mark', of([7, 'x'])],
])('refuses %s with 400', (_, cursor) => {
  expect(() => decodeCursor('a', cursor, keys)).toThrow(ProblemError);
});
