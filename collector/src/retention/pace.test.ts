import { expect, it } from 'vitest';
import { Portion } from './pace.ts';

it('gives a statement less to do after one that took too long, and more in steps', () => {
  const portion = new Portion(50, 20);
  expect(portion.size).toBe(10);
  portion.took(80);
  expect(portion.size).toBe(2);
  const sizes = Array.from({ length: 6 }, () => {
    portion.took(1);
    return portion.size;
  });
  expect(sizes).toEqual([4, 8, 16, 32, 50, 50]);
});

it('goes on in the smallest steps, however long they take', () => {
  const portion = new Portion(50, 20);
  portion.took(60_000);
  portion.took(60_000);
  expect(portion.size).toBe(1);
});
