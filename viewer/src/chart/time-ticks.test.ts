import { describe, expect, it } from 'vitest';
import { timeTicks } from './time-ticks.ts';

const labels = (from: string, to: string, zone: string, most = 10) =>
  timeTicks(Date.parse(from), Date.parse(to), zone, most).map(({ label }) => label);
const hours = (from: string, to: string, zone: string, most = 10) =>
  timeTicks(Date.parse(from), Date.parse(to), zone, most).map(({ atMs }) =>
    new Date(atMs).toISOString().slice(11, 16),
  );

describe('marks of a time axis', () => {
  it('stand at round times of the zone, and name the day where it begins', () => {
    const day = ['2026-11-20T15:20Z', '2026-11-21T15:20Z'] as const;
    expect(labels(...day, 'UTC')).toEqual([
      '18:00',
      '21:00',
      '21 Nov',
      '03:00',
      '06:00',
      '09:00',
      '12:00',
      '15:00',
    ]);
    expect(labels(...day, 'Asia/Kolkata')).toEqual([
      '21:00',
      '21 Nov',
      '03:00',
      '06:00',
      '09:00',
      '12:00',
      '15:00',
      '18:00',
    ]);
    expect(hours(...day, 'Asia/Kolkata').slice(0, 2)).toEqual(['15:30', '18:30']);
    expect(labels(...day, 'America/St_Johns').slice(0, 5)).toEqual([
      '12:00',
      '15:00',
      '18:00',
      '21:00',
      '21 Nov',
    ]);
    expect(hours(...day, 'America/St_Johns').slice(0, 2)).toEqual(['15:30', '18:30']);
  });

  it('skip the hour that clocks skip', () => {
    const ends = ['2026-03-29T00:00+01:00', '2026-03-29T05:00+02:00', 'Europe/Berlin'] as const;
    expect(labels(...ends)).toEqual([
      '29 Mar',
      '00:30',
      '01:00',
      '01:30',
      '03:00',
      '03:30',
      '04:00',
      '04:30',
      '05:00',
    ]);
  });

  it('show twice the hour that clocks show twice', () => {
    const ends = ['2026-10-25T00:00+02:00', '2026-10-25T05:00+01:00', 'Europe/Berlin', 7] as const;
    expect(labels(...ends)).toEqual([
      '25 Oct',
      '01:00',
      '02:00',
      '02:00',
      '03:00',
      '04:00',
      '05:00',
    ]);
    expect(hours(...ends)).toEqual(['22:00', '23:00', '00:00', '01:00', '02:00', '03:00', '04:00']);
  });

  it('stand at the beginning of days over both changes of the clock', () => {
    expect(hours('2026-03-27T12:00Z', '2026-03-31T12:00Z', 'Europe/Berlin', 5)).toEqual([
      '23:00',
      '23:00',
      '22:00',
      '22:00',
    ]);
    expect(hours('2026-10-23T12:00Z', '2026-10-27T12:00Z', 'Europe/Berlin', 5)).toEqual([
      '22:00',
      '22:00',
      '23:00',
      '23:00',
    ]);
    expect(labels('2026-10-30T12:00Z', '2026-11-03T12:00Z', 'America/St_Johns', 5)).toEqual([
      '31 Oct',
      '1 Nov',
      '2 Nov',
      '3 Nov',
    ]);
    // There the day begins at one o'clock.
    expect(hours('2026-03-28T12:00Z', '2026-03-30T12:00Z', 'Asia/Beirut', 3)).toEqual([
      '22:00',
      '21:00',
    ]);
  });

  it('are Mondays where there is a mark a week', () => {
    expect(labels('2026-10-01T00:00Z', '2026-11-10T00:00Z', 'UTC', 7)).toEqual([
      '5 Oct',
      '12 Oct',
      '19 Oct',
      '26 Oct',
      '2 Nov',
      '9 Nov',
    ]);
  });

  it.each([1 / 60, 0.1, 1, 5, 24, 25, 49, 168, 720, 4_464])('are a few in %d hours', (length) => {
    const from = Date.parse('2026-03-20T10:07:13Z');
    for (const zone of ['UTC', 'Asia/Kathmandu', 'America/St_Johns', 'Europe/Berlin']) {
      const ticks = timeTicks(from, from + length * 3_600_000, zone, 9);
      expect(ticks.length).toBeLessThanOrEqual(11);
      expect(ticks.length).toBeGreaterThanOrEqual(length < 1 ? 0 : 3);
    }
  });
});
