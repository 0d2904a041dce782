import { expect, it } from 'vitest';
import { caveatOf, visitorDays } from './visitor-days.ts';

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

it('names days after the clocks of the zone', () => {
  const [first] = visitorDays([day(0, 0, 0, 0)], 'America/St_Johns', MONDAY + DAY_MS, null);
  expect(first?.name).toBe('Sun, 15 Nov');
});
