import { describe, expect, it } from 'vitest';
import { daysOf, daysWindow, hourWindow } from './hour-window.ts';
import type { Period } from './period.ts';

const HOUR_MS = 3_600_000;
const period = (from: string, to: string, now = to): Period => ({
  range: null,
  from: new Date(from),
  to: new Date(to),
  now: new Date(now),
});
const iso = (dates: readonly Date[]) => dates.map((date) => date.toISOString().slice(0, 16));

describe('hourWindow', () => {
  it('covers the period with whole hours', () => {
    const { from, to } = hourWindow(
      period('2026-11-01T10:20:00Z', '2026-11-01T12:10:00Z', '2026-11-20T00:00:00Z'),
    );
    expect(iso([from, to])).toEqual(['2026-11-01T10:00', '2026-11-01T13:00']);
  });

  it('ends now, at a full minute, so that all who look ask for the same', () => {
    const { from, to } = hourWindow(period('2026-11-01T10:20:00Z', '2026-11-02T10:20:50Z'));
    expect(iso([from, to])).toEqual(['2026-11-01T10:00', '2026-11-02T10:20']);
    expect(to.getUTCSeconds()).toBe(0);
  });

  it('never ends before it begins', () => {
    const { from, to } = hourWindow(
      period('2026-11-01T10:00:30Z', '2026-11-01T12:00:00Z', '2026-11-01T10:00:40Z'),
    );
    expect(to >= from).toBe(true);
  });
});

describe('daysWindow', () => {
  it('shows four weeks in place of what is shorter than one, from the start of a day in the zone', () => {
    const day = period('2026-11-20T10:20:00Z', '2026-11-21T10:20:00Z');
    const { from, to, widened } = daysWindow(day, 'Europe/Berlin');
    expect(widened).toBe(true);
    expect(iso([from, to])).toEqual(['2026-10-24T22:00', '2026-11-21T10:20']);
    expect(daysOf({ from, to, widened }, 'Europe/Berlin')).toHaveLength(28);
  });

  it('keeps longer periods, from the start of their first day', () => {
    const month = period('2026-10-22T10:20:00Z', '2026-11-21T10:20:00Z');
    const { from, widened } = daysWindow(month, 'Asia/Kolkata');
    expect(widened).toBe(false);
    expect(iso([from])).toEqual(['2026-10-21T18:30']);
  });
});

describe('daysOf', () => {
  it.each([
    ['Europe/Berlin', ['2026-10-23T22:00', '2026-10-24T22:00', '2026-10-25T23:00']],
    ['Asia/Kolkata', ['2026-10-23T18:30', '2026-10-24T18:30', '2026-10-25T18:30']],
    ['America/St_Johns', ['2026-10-24T02:30', '2026-10-25T02:30', '2026-10-26T02:30']],
    ['Europe/Berlin', ['2026-03-27T23:00', '2026-03-28T23:00', '2026-03-29T22:00']],
    ['Asia/Kolkata', ['2026-03-27T18:30', '2026-03-28T18:30', '2026-03-29T18:30']],
    ['America/St_Johns', ['2026-03-07T03:30', '2026-03-08T03:30', '2026-03-09T02:30']],
    ['America/St_Johns', ['2026-10-31T02:30', '2026-11-01T02:30', '2026-11-02T03:30']],
  ])('are those of %s, also when clocks are changed', (zone, starts) => {
    const last = new Date(`${starts[2] ?? ''}:00Z`);
    const from = new Date(`${starts[0] ?? ''}:00Z`);
    const window = { from, to: new Date(last.getTime() + 9 * HOUR_MS), widened: false };
    expect(iso(daysOf(window, zone))).toEqual(starts);
  });
});
