import { expect, it } from 'vitest';
import { caveatOf, sinceFirstKnown, visitorDays } from './visitor-days.ts';

const DAY_MS = 86_400_000;
const MONDAY = Date.UTC(2026, 10, 16);
const day = (n: number, visitors: number, newcomers: number, watchedHours: number) => ({
  atMs: MONDAY + n * DAY_MS,
  visitors,
  newcomers,
  watchedSeconds: watchedHours * 3_600,
});

it('tells empty days from those that nobody watched, and says how much of a day was', () => {
  const days = visitorDays(
    [day(0, 5, 2, 24), day(1, 0, 0, 24), day(2, 0, 0, 0), day(3, 3, 3, 10.5), day(4, 1, 0, 6)],
    'UTC',
    MONDAY + 4.25 * DAY_MS,
    null,
  );
  expect(days.map(({ name, counts }) => [name, counts])).toEqual([
    ['Mon, 16 Nov', { newcomers: 2, returning: 3 }],
    ['Tue, 17 Nov', { newcomers: 0, returning: 0 }],
    ['Wed, 18 Nov', null],
    ['Thu, 19 Nov', { newcomers: 3, returning: 0 }],
    ['Fri, 20 Nov', { newcomers: 0, returning: 1 }],
  ]);
  expect(days.map(caveatOf)).toEqual([null, null, 'not watched', 'watched 10 of 24 h', null]);
});

it('does not take for empty what is no longer kept', () => {
  const kept = new Date(MONDAY + 1.5 * DAY_MS);
  const days = visitorDays(
    [day(0, 0, 0, 24), day(1, 4, 0, 24), day(2, 4, 0, 24)],
    'UTC',
    MONDAY + 3 * DAY_MS,
    kept,
  );
  expect(days.map(({ counts }) => counts?.returning ?? null)).toEqual([null, 4, 4]);
  expect(days.map(caveatOf)).toEqual(['no longer kept', 'kept in part', null]);
});

it('draws no days from before anybody watched, but a week at least', () => {
  const drawn = (length: number, watched: readonly number[]) => {
    const days = Array.from({ length }, (_, n) => day(n, 0, 0, watched.includes(n) ? 24 : 0));
    const shown = sinceFirstKnown(visitorDays(days, 'UTC', MONDAY + length * DAY_MS, null));
    return shown.map(({ fromMs }) => (fromMs - MONDAY) / DAY_MS);
  };
  expect(drawn(28, [10, 20]).length).toBe(18);
  expect(drawn(28, [10, 20])[0]).toBe(10);
  expect(drawn(28, [27])).toEqual([21, 22, 23, 24, 25, 26, 27]);
  expect(drawn(3, [2])).toEqual([0, 1, 2]);
  expect(drawn(9, [])).toHaveLength(9);
});

it('names days after the clocks of the zone', () => {
  const [first] = visitorDays([day(0, 0, 0, 0)], 'America/St_Johns', MONDAY + DAY_MS, null);
  expect(first?.name).toBe('Sun, 15 Nov');
});
