import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createChanges } from './changes.ts';
import { createEventStreams } from './event-streams.ts';

const CHANGE = 'event: change\ndata: \n\n';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watching() {
  const changes = createChanges();
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const streams = createEventStreams(changes, stop.signal);
  const open = (serverId: number | null = null) => {
    const reader = streams.open(serverId).getReader();
    const next = async () => {
      const { done, value } = await reader.read();
      return done ? 'the end' : Buffer.from(value).toString();
    };
    return { next, leave: () => reader.cancel() };
  };
  return { changes, stop, open };
}

it('tells a page of a change at once, and of others’ servers never', async () => {
  const { changes, open } = watching();
  const [one, all] = [open(1), open()];
  expect([await one.next(), await all.next()]).toEqual(['retry: 3000\n\n', 'retry: 3000\n\n']);
  changes.announce(new Set([2]));
  expect(await all.next()).toBe(CHANGE);
  changes.announce(new Set([1]));
  expect([await one.next(), await all.next()]).toEqual([CHANGE, CHANGE]);
});

it('says something now and then, though nothing changes', async () => {
  const { open } = watching();
  const page = open();
  await page.next();
  vi.advanceTimersByTime(25_250);
  expect(await page.next()).toBe(': nothing new\n\n');
});

it('lets pages rest where many watch, and tells them then of what they missed, once', async () => {
  const { changes, open } = watching();
  const [page] = Array.from({ length: 600 }, () => open());
  if (page === undefined) throw new Error('nobody watches');
  await page.next();
  for (let n = 0; n < 3; n += 1) changes.announce(null);
  expect(await page.next()).toBe(CHANGE);
  const second = page.next();
  vi.advanceTimersByTime(1_750);
  const early = await Promise.race([second, Promise.resolve('nothing yet')]);
  expect(early).toBe('nothing yet');
  vi.advanceTimersByTime(500);
  expect(await second).toBe(CHANGE);
  vi.advanceTimersByTime(25_250);
  expect(await page.next()).toBe(': nothing new\n\n');
});

it('keeps little for a page that does not read, and tells it of the last change when it does', async () => {
  const { changes, open } = watching();
  const page = open();
  for (let n = 0; n < 50; n += 1) changes.announce(null);
  await page.next();
  for (let n = 0; n < 3; n += 1) expect(await page.next()).toBe(CHANGE);
  const last = page.next();
  vi.advanceTimersByTime(250);
  expect(await last).toBe(CHANGE);
});

it('forgets who has gone, and runs no timer for nobody', async () => {
  const { changes, open } = watching();
  const [page, other] = [open(), open(3)];
  expect([changes.watchers(), vi.getTimerCount()]).toEqual([2, 1]);
  await page.leave();
  expect([changes.watchers(), vi.getTimerCount()]).toEqual([1, 1]);
  await other.leave();
  changes.announce(null);
  expect([changes.watchers(), vi.getTimerCount()]).toEqual([0, 0]);
});

it('ends when the viewer stops', async () => {
  const { changes, stop, open } = watching();
  const page = open();
  await page.next();
  stop.abort();
  expect(await page.next()).toBe('the end');
  expect([changes.watchers(), vi.getTimerCount()]).toEqual([0, 0]);
});
