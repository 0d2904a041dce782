import { expect, it } from 'vitest';
import { momentOf, startOfDay, wallClockMs } from './wall-clock.ts';

const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);
const at = (text: string) => Date.parse(`${text}Z`);

it.each([
  ['UTC', '2026-11-21T12:00', '2026-11-21T12:00'],
  ['Asia/Kolkata', '2026-11-21T20:00', '2026-11-22T01:30'],
  ['America/St_Johns', '2026-11-21T01:00', '2026-11-20T21:30'],
  ['America/St_Johns', '2026-07-21T01:00', '2026-07-20T22:30'],
  ['Pacific/Chatham', '2026-11-21T12:00', '2026-11-22T01:45'],
  ['Europe/Berlin', '1969-12-31T23:30', '1970-01-01T00:30'],
])('in %s it is at %s (UTC) %s', (zone, utc, wall) => {
  expect(iso(wallClockMs(at(utc), zone))).toBe(wall);
  expect(iso(momentOf(at(wall), zone))).toBe(utc);
});

it('takes the first of two moments that clocks show alike', () => {
  expect(iso(momentOf(at('2026-10-25T02:30'), 'Europe/Berlin'))).toBe('2026-10-25T00:30');
  expect(iso(momentOf(at('2026-10-25T03:00'), 'Europe/Berlin'))).toBe('2026-10-25T02:00');
  expect(iso(momentOf(at('2026-11-01T01:15'), 'America/St_Johns'))).toBe('2026-11-01T03:45');
});

it('moves on by the hour that is skipped what clocks never show', () => {
  expect(iso(momentOf(at('2026-03-29T02:30'), 'Europe/Berlin'))).toBe('2026-03-29T01:30');
  expect(iso(momentOf(at('2026-03-08T02:30'), 'America/St_Johns'))).toBe('2026-03-08T06:00');
});

it.each([
  ['Europe/Berlin', '2026-03-29T12:00', '2026-03-28T23:00', '2026-03-29T22:00'],
  ['Europe/Berlin', '2026-10-25T12:00', '2026-10-24T22:00', '2026-10-25T23:00'],
  ['Asia/Kolkata', '2026-11-21T18:29', '2026-11-20T18:30', '2026-11-21T18:30'],
  ['America/St_Johns', '2026-11-21T03:29', '2026-11-20T03:30', '2026-11-21T03:30'],
  // Midnight itself is skipped.
  ['Asia/Beirut', '2026-03-29T12:00', '2026-03-28T22:00', '2026-03-29T21:00'],
])('begins and ends the day right in %s', (zone, within, start, next) => {
  expect(iso(startOfDay(at(within), zone))).toBe(start);
  expect(iso(startOfDay(at(within), zone, 1))).toBe(next);
});
