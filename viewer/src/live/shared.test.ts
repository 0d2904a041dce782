import { expect, it } from 'vitest';
import { createShared } from './shared.ts';

function counting(maxEntries = 10) {
  let time = 0;
  let loads = 0;
  const shared = createShared<number>(1_000, maxEntries, () => time);
  return {
    advance: (ms: number) => {
      time += ms;
    },
    ask: (key = 'a') => shared.get(key, () => Promise.resolve((loads += 1))),
    shared,
  };
}

it('looks up once for all who ask within the limit, and again after it', async () => {
  const { ask, advance } = counting();
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  advance(999);
  expect(await ask()).toBe(1);
  advance(1);
  expect(await ask()).toBe(2);
});

it('keeps answers to different questions apart', async () => {
  const { ask } = counting();
  expect([await ask('a'), await ask('b'), await ask('a')]).toEqual([1, 2, 1]);
});

it('lets everybody wait for one slow answer, however long it takes', async () => {
  const { shared, advance } = counting();
  let answer: (value: number) => void = () => undefined;
  let loads = 0;
  const slow = () => {
    loads += 1;
    return new Promise<number>((resolve) => {
      answer = resolve;
    });
  };
  const first = shared.get('slow', slow);
  advance(60_000);
  const second = shared.get('slow', slow);
  answer(7);
  expect(await Promise.all([first, second])).toEqual([7, 7]);
  expect(loads).toBe(1);
});

it('shares a failure for as long as an answer, and then asks again', async () => {
  const { shared, advance } = counting();
  const fail = () => Promise.reject(new Error('away'));
  await expect(shared.get('a', fail)).rejects.toThrow('away');
  await expect(shared.get('a', () => Promise.resolve(1))).rejects.toThrow('away');
  advance(1_000);
  expect(await shared.get('a', () => Promise.resolve(1))).toBe(1);
});

it('forgets the oldest answers when there are too many', async () => {
  const { ask } = counting(2);
  await ask('a');
  await ask('b');
  await ask('c');
  expect(await ask('b')).toBe(2);
  expect(await ask('a')).toBe(4);
});

it('gives what is a little too old while it looks up anew, and lets nobody wait', async () => {
  let time = 0;
  const shared = createShared<number>(60_000, 10, () => time, 30_000);
  let loads = 0;
  const load = () => Promise.resolve((loads += 1));
  expect(await shared.get('a', load)).toBe(1);
  time = 60_000;
  const [one, two] = [shared.get('a', load), shared.get('a', load)];
  expect(await Promise.all([one, two])).toEqual([1, 1]);
  expect(loads).toBe(2);
  expect(await shared.get('a', load)).toBe(2);
  time += 90_000;
  expect(await shared.get('a', load)).toBe(3);
});

it('keeps the old answer while a new one fails, and tries again a second later', async () => {
  let time = 0;
  const shared = createShared<number>(60_000, 10, () => time, 30_000);
  let tries = 0;
  const fail = () => {
    tries += 1;
    return Promise.reject(new Error('away'));
  };
  await shared.get('a', () => Promise.resolve(1));
  time = 60_000;
  expect([await shared.get('a', fail), await shared.get('a', fail)]).toEqual([1, 1]);
  expect(tries).toBe(1);
  time += 1_000;
  expect(await shared.get('a', fail)).toBe(1);
  expect(tries).toBe(2);
  time = 90_000;
  await expect(shared.get('a', fail)).rejects.toThrow('away');
});

it('asks again a second after a failure, however long answers are good', async () => {
  let time = 0;
  const shared = createShared<number>(60_000, 10, () => time);
  await expect(shared.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  time = 1_000;
  expect(await shared.get('a', () => Promise.resolve(1))).toBe(1);
});

it('keeps answers for as long as is right at the moment', async () => {
  let time = 0;
  let ageMs = 4_000;
  const shared = createShared<number>(
    () => ageMs,
    10,
    () => time,
  );
  let loads = 0;
  const load = () => Promise.resolve((loads += 1));
  await shared.get('a', load);
  time = 3_999;
  expect(await shared.get('a', load)).toBe(1);
  ageMs = 1_000;
  expect(await shared.get('a', load)).toBe(2);
});
