import { expect, it } from 'vitest';
import type { Piece } from '../queries/history-pieces.ts';
import { sumHours, wider } from '../queries/hour-sums.ts';
import { daySums } from './days.ts';
import { summaryOfHours, summaryOfPieces, uptimeText } from './summary.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const up = (from: number, to: number, players: number | null): Piece => ({
  fromMs: from * MINUTE,
  toMs: to * MINUTE,
  status: 'up',
  players,
  bots: null,
  map: null,
});
const not = (from: number, to: number, status: 'down' | 'unwatched'): Piece => ({
  ...up(from, to, null),
  status,
});

const STORY = [
  up(0, 30, 2),
  up(30, 40, 6),
  not(40, 50, 'down'),
  not(50, 110, 'unwatched'),
  up(110, 120, null),
  up(120, 150, 0),
];

it('weighs the average by time, over the time in which the number was known', () => {
  const summary = summaryOfPieces(STORY, []);
  expect(summary.averagePlayers).toBeCloseTo((2 * 30 + 6 * 10) / 70);
  expect(summary.peak).toEqual({ players: 6, fromMs: 30 * MINUTE, toMs: 40 * MINUTE });
  expect(summary).toMatchObject({ upSeconds: 4_800, downSeconds: 600, unwatchedSeconds: 3_600 });
});

it('counts as a peak what a single poll saw', () => {
  const { peak } = summaryOfPieces(STORY, [{ atMs: 7, players: 7 }]);
  expect(peak).toEqual({ players: 7, fromMs: 7, toMs: 7 });
});

it('has no number where nothing is known', () => {
  const summary = summaryOfPieces([not(0, 10, 'unwatched')], []);
  expect(summary).toMatchObject({ peak: null, averagePlayers: null });
  expect(uptimeText(summary)).toBeNull();
});

it('comes to the same by way of hours', () => {
  const exact = summaryOfPieces(STORY, []);
  for (const hours of [sumHours(STORY), wider(sumHours(STORY), 6)]) {
    const summed = summaryOfHours(0, 150 * MINUTE, hours);
    expect(summed.averagePlayers).toBeCloseTo(exact.averagePlayers ?? -1);
    expect(summed).toMatchObject({ watchedSeconds: 5_400, upSeconds: 4_800, downSeconds: 600 });
    expect(summed.unwatchedSeconds).toBe(3_600);
    expect(summed.peak?.players).toBe(6);
  }
});

it.each([
  [3_600, 0, '100 %'],
  [1_000_000, 1, '99.99 %'],
  [86_399, 1, '99.99 %'],
  [199, 1, '99.50 %'],
  [0, 5, '0.00 %'],
])('never rounds an uptime up: %d s up, %d s down is %s', (upSeconds, downSeconds, text) => {
  const summary = summaryOfPieces([], []);
  const watchedSeconds = upSeconds + downSeconds;
  expect(uptimeText({ ...summary, upSeconds, downSeconds, watchedSeconds })).toBe(text);
});

it.each([
  ['UTC', '2026-11-01T00:00Z', '2026-11-03T12:00Z', [12, 24, 24]],
  // Days of 23 and of 25 hours.
  ['Europe/Berlin', '2026-03-27T23:00Z', '2026-03-30T22:00Z', [24, 23, 24]],
  ['Europe/Berlin', '2026-10-23T22:00Z', '2026-10-26T23:00Z', [24, 25, 24]],
  // Days begin in the middle of an hour: it is not taken for a gap.
  ['Asia/Kolkata', '2026-11-01T18:00Z', '2026-11-03T19:30Z', [0.5, 24, 24, 1]],
  ['America/St_Johns', '2026-11-01T02:00Z', '2026-11-02T04:00Z', [0, 25, 1]],
  ['America/St_Johns', '2026-03-08T03:00Z', '2026-03-09T03:00Z', [0, 23, 1]],
])('gives each day of %s its hours', (zone, from, to, lengths) => {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  const hours = sumHours([up(begin / MINUTE, end / MINUTE, 3)]);
  const days = daySums(begin, end, hours, zone);
  expect(days.map(({ summary }) => summary.watchedSeconds / 3_600).sort((a, b) => a - b)).toEqual(
    [...lengths].filter((length) => length > 0).sort((a, b) => a - b),
  );
  expect(days.map(({ summary }) => Math.round(summary.unwatchedSeconds))).toEqual(
    days.map(() => 0),
  );
  expect(hours.length * HOUR).toBeGreaterThanOrEqual(end - begin);
});
