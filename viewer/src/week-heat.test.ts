import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wallClockMs } from './wall-clock.ts';
import { weekHeat } from './week-heat.ts';

const HOUR_MS = 3_600_000;
const hour = (at: string, countedSeconds: number, playerSeconds: number) => ({
  atMs: Date.parse(at),
  countedSeconds,
  playerSeconds,
});
const known = (heat: ReturnType<typeof weekHeat>) =>
  heat.days
    .flat()
    .filter(({ averagePlayers }) => averagePlayers !== null)
    .map(({ weekday, hour, averagePlayers }) => [weekday, hour, averagePlayers]);

describe('weekHeat', () => {
  it('gives each hour the weight of the time in which players were counted', () => {
    const heat = weekHeat(
      [hour('2026-11-14T20:00Z', 3_600, 36_000), hour('2026-11-21T20:00Z', 1_200, 0)],
      'UTC',
    );
    expect(known(heat)).toEqual([[5, 20, 7.5]]);
  });

  it('keeps apart what nobody watched and what was empty', () => {
    const heat = weekHeat([hour('2026-11-16T03:00Z', 3_600, 0)], 'UTC');
    expect(heat.days[0]?.[3]).toMatchObject({ averagePlayers: 0, countedSeconds: 3_600 });
    expect(heat.days[0]?.[4]).toMatchObject({ averagePlayers: null, countedSeconds: 0 });
    expect(weekHeat([], 'UTC')).toMatchObject({ busiest: null, quietest: null });
  });

  it('names the busiest and the quietest hour', () => {
    const hours = [
      hour('2026-11-16T03:00Z', 3_600, 3_600),
      hour('2026-11-17T03:00Z', 60, 600),
      hour('2026-11-18T03:00Z', 3_600, 0),
    ];
    expect(weekHeat(hours, 'UTC')).toMatchObject({
      busiest: { weekday: 1, averagePlayers: 10 },
      quietest: { weekday: 2, averagePlayers: 0 },
    });
  });

  it.each([
    ['UTC', '2026-11-15T23:00Z', 6, 23, 0],
    ['Europe/Berlin', '2026-11-15T23:00Z', 0, 0, 0],
    ['Asia/Kolkata', '2026-11-15T18:00Z', 6, 23, 30],
    ['America/St_Johns', '2026-11-16T03:00Z', 6, 23, 30],
    ['America/St_Johns', '2026-03-08T05:00Z', 6, 1, 30],
    ['America/St_Johns', '2026-03-08T06:00Z', 6, 3, 30],
    ['America/St_Johns', '2026-11-01T03:00Z', 6, 0, 30],
    ['America/St_Johns', '2026-11-01T04:00Z', 6, 1, 30],
    ['America/St_Johns', '2026-11-01T05:00Z', 6, 1, 30],
    ['Europe/Berlin', '2026-03-29T01:00Z', 6, 3, 0],
    ['Europe/Berlin', '2026-10-25T01:00Z', 6, 2, 0],
  ])('puts hours where clocks in %s show %s', (zone, at, weekday, hourOfDay, minutes) => {
    const heat = weekHeat([hour(at, 3_600, 3_600)], zone);
    expect(known(heat)).toEqual([[weekday, hourOfDay, 1]]);
    expect(heat.minutes).toBe(minutes);
  });

  it('agrees with a clock asked every hour, in any zone and on any day', () => {
    const zones = ['Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns', 'Australia/Lord_Howe'];
    const hours = fc.integer({ min: 420_000, max: 500_000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), hours, (zone, n) => {
        const atMs = n * HOUR_MS;
        const wall = new Date(wallClockMs(atMs, zone));
        const heat = weekHeat([{ atMs, countedSeconds: 1, playerSeconds: 1 }], zone);
        expect(known(heat)).toEqual([[(wall.getUTCDay() + 6) % 7, wall.getUTCHours(), 1]]);
      }),
      { numRuns: 200 },
    );
  });
});
