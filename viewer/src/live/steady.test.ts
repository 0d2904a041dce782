import { expect, it } from 'vitest';
import { createSteady } from './steady.ts';

it('gives the same object for as long as the same is to be seen in what is read', () => {
  let looks = 0;
  const steady = createSteady(({ seen }: { readonly seen: string; readonly age: number }) => {
    looks += 1;
    return seen;
  });
  const first = { seen: 'a', age: 1 };
  const second = { seen: 'a', age: 2 };
  const third = { seen: 'b', age: 3 };
  expect(steady(first)).toBe(first);
  expect(steady(second)).toBe(first);
  expect(steady(second)).toBe(first);
  expect(looks).toBe(2);
  expect(steady(third)).toBe(third);
  expect(steady(first)).toBe(first);
});
