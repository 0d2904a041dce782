import { expect, it } from 'vitest';
import { Portion } from './pace.ts';

it('gives statements more to do in steps, and less at once after one that took too long', () => {
  const portion = new Portion(50, 20);
  const sizes = [1, 1, 1, 1, 1, 25, 40, 1, 15].map((ms) => {
    portion.took(ms);
    return portion.size;
  });
  expect(sizes).toEqual([5, 8, 12, 18, 27, 21, 10, 15, 20]);
});

it('goes on in small steps, however long they take', () => {
  const portion = new Portion(50, 20);
  expect(portion.size).toBe(3);
  portion.took(60_000);
  portion.took(60_000);
  expect(portion.size).toBe(3);
});
