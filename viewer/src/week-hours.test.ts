import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wallClockMs } from './wall-clock.ts';
import { weekHours } from './week-hours.ts';

const span = (joinedAt: string, until: string) => ({
  joinedAt: new Date(joinedAt),
  until: new Date(until),
});

/** Only the hours in which somebody was on: `Sat 22: 1800`. */
function busy(spans: Parameters<typeof weekHours>[0], zone: string) {
  const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  return weekHours(spans, zone).flatMap((hours, day) =>
    hours.flatMap((seconds, hour) =>
      seconds === 0 ? [] : [`${names[day] ?? ''} ${hour}: ${seconds}`],
    ),
  );
}

describe('the hours of a week in which somebody was on', () => {
  it('are those of the clocks in the zone', () => {
    const evening = [span('2026-11-21T18:45:00Z', '2026-11-21T20:15:30Z')];
    expect(busy(evening, 'UTC')).toEqual(['Sat 18: 900', 'Sat 19: 3600', 'Sat 20: 930']);
    expect(busy(evening, 'Asia/Karachi')).toEqual(['Sat 23: 900', 'Sun 0: 3600', 'Sun 1: 930']);
    expect(busy(evening, 'America/St_Johns')).toEqual(['Sat 15: 2700', 'Sat 16: 2730']);
  });

  it('are added up over weeks', () => {
    const spans = [
      span('2026-11-02T10:00:00Z', '2026-11-02T10:10:00Z'),
      span('2026-11-09T10:50:00Z', '2026-11-09T11:05:00Z'),
    ];
    expect(busy(spans, 'UTC')).toEqual(['Mon 10: 1200', 'Mon 11: 300']);
  });

  it('leave out the hour that clocks skip, and count twice the one that they show twice', () => {
    const spring = [span('2026-03-29T00:00:00Z', '2026-03-29T02:00:00Z')];
    expect(busy(spring, 'Europe/Berlin')).toEqual(['Sun 1: 3600', 'Sun 3: 3600']);
    const autumn = [span('2026-10-25T00:00:00Z', '2026-10-25T02:00:00Z')];
    expect(busy(autumn, 'Europe/Berlin')).toEqual(['Sun 2: 7200']);
    const kolkata = [span('2026-03-28T18:00:00Z', '2026-03-28T19:30:00Z')];
    expect(busy(kolkata, 'Asia/Kolkata')).toEqual(['Sat 23: 1800', 'Sun 0: 3600']);
    const stJohns = [span('2026-03-08T04:30:00Z', '2026-03-08T06:30:00Z')];
    expect(busy(stJohns, 'America/St_Johns')).toEqual(['Sun 1: 3600', 'Sun 3: 3600']);
    const stJohnsAutumn = [span('2026-11-01T03:30:00Z', '2026-11-01T06:30:00Z')];
    expect(busy(stJohnsAutumn, 'America/St_Johns')).toEqual(['Sun 1: 7200', 'Sun 2: 3600']);
    // Half an hour only, in the middle of an hour of UTC.
    const lordHowe = [span('2026-04-04T14:30:00Z', '2026-04-04T16:00:00Z')];
    expect(busy(lordHowe, 'Australia/Lord_Howe')).toEqual(['Sun 1: 3600', 'Sun 2: 1800']);
  });

  it('are none for somebody who was seen once', () => {
    expect(busy([span('2026-11-21T18:00:00Z', '2026-11-21T18:00:00Z')], 'UTC')).toEqual([]);
  });

  it('hold every second once, whatever the zone, each where the clock shows it', () => {
    const zones = fc.constantFrom('UTC', 'Asia/Kathmandu', 'America/St_Johns', 'Europe/Berlin');
    const start = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2026, 11) });
    fc.assert(
      fc.property(zones, start, fc.integer({ min: 1, max: 500_000 }), (zone, from, seconds) => {
        const spans = [{ joinedAt: new Date(from), until: new Date(from + seconds * 1_000) }];
        const week = weekHours(spans, zone);
        expect(week.flat().reduce((sum, hour) => sum + hour, 0)).toBeCloseTo(seconds, 3);
        const wall = new Date(wallClockMs(from, zone));
        expect(week[(wall.getUTCDay() + 6) % 7]?.[wall.getUTCHours()]).toBeGreaterThan(0);
      }),
    );
  });
});
