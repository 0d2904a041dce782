import { expect, it } from 'vitest';
import { createCopies } from './copies.ts';
import { bodyCopy } from './copy.ts';

function counting(maxBytes = 100) {
  let renders = 0;
  const copies = createCopies(maxBytes);
  const ask = async (key: string, sources: readonly object[], length = 10) => {
    const copy = await copies.get(key, sources, () => {
      renders += 1;
      return Promise.resolve(bodyCopy(String(renders).padEnd(length), {}));
    });
    return parseInt(Buffer.from(copy.bytes).toString(), 10);
  };
  return { ask, copies };
}

it('renders once from the same answers, and again from others', async () => {
  const { ask } = counting();
  const [one, two, other] = [{}, {}, {}];
  expect(await Promise.all([ask('a', [one, two]), ask('a', [one, two])])).toEqual([1, 1]);
  expect(await ask('a', [one, other])).toBe(2);
  expect(await ask('a', [one, two])).toBe(3);
});

it('keeps pages apart that are made from the same answers', async () => {
  const { ask } = counting();
  const data = {};
  expect([await ask('a', [data]), await ask('b', [data]), await ask('a', [data])]).toEqual([
    1, 2, 1,
  ]);
});

it('forgets the oldest where they are too long together', async () => {
  const { ask } = counting(100);
  const data = {};
  await ask('a', [data], 50);
  await ask('b', [data], 50);
  await ask('c', [data], 50);
  expect(await ask('b', [data])).toBe(2);
  expect(await ask('a', [data])).toBe(4);
});

it('does not keep what could not be rendered', async () => {
  const { ask, copies } = counting();
  const data = {};
  await expect(copies.get('a', [data], () => Promise.reject(new Error('bug')))).rejects.toThrow(
    'bug',
  );
  expect(await ask('a', [data])).toBe(1);
});
