import { describe, expect, it } from 'vitest';
import { nextSlotMs, phaseMs } from './phase.ts';

const INTERVAL_MS = 5_000;

/** Polls in the busiest of all 100 ms when everything due is started in ticks, as a multiple of the mean. */
function peakToMean(ids: readonly number[], tickMs: number): number {
  const starts = new Map<number, number>();
  for (const id of ids) {
    const tick = Math.ceil(phaseMs(id, INTERVAL_MS) / tickMs) * tickMs;
    const bin = Math.floor((tick % INTERVAL_MS) / 100);
    starts.set(bin, (starts.get(bin) ?? 0) + 1);
  }
  return Math.max(...starts.values()) / ((ids.length * 100) / INTERVAL_MS);
}

const range = (count: number, step = 1) => Array.from({ length: count }, (_, i) => 1 + i * step);

describe('phaseMs', () => {
  it.each([
    ['500 servers', range(500)],
    ['5,000 servers', range(5_000)],
    ['every seventh of 3,500', range(500, 7)],
    ['every 64th id', range(500, 64)],
    ['every thousandth id', range(500, 1_000)],
    [
      'what is left of 2,000 after three quarters went',
      range(2_000).filter((i) => i ** 3 % 101 < 25),
    ],
  ])('spreads %s so that no 100 ms holds more than 3 times the mean', (_, ids) => {
    expect(peakToMean(ids, 125)).toBeLessThanOrEqual(3);
  });

  it('is the same for ever, and within the interval', () => {
    expect(phaseMs(1, INTERVAL_MS)).toBeCloseTo(3_090.17, 1);
    for (const id of [1, 2, 2 ** 31 - 1]) {
      expect(phaseMs(id, INTERVAL_MS)).toBeGreaterThanOrEqual(0);
      expect(phaseMs(id, INTERVAL_MS)).toBeLessThan(INTERVAL_MS);
    }
  });
});

describe('nextSlotMs', () => {
  it.each([
    [0, 1_200, 1_200],
    [1_199, 1_200, 1_200],
    [1_200, 1_200, 6_200],
    [6_199, 1_200, 6_200],
    // 40 slots were missed: the next one is the next of the grid, once.
    [206_201, 1_200, 211_200],
    [0, 0, 5_000],
  ])('at %i ms with phase %i is %i', (now, phase, expected) => {
    expect(nextSlotMs(now, phase, INTERVAL_MS)).toBe(expected);
  });

  it('is always after now, at times as large as a clock has them', () => {
    for (let now = 1_795_000_000_000; now < 1_795_000_010_000; now += 37.7) {
      const slot = nextSlotMs(now, 1_234.567, INTERVAL_MS);
      expect(slot).toBeGreaterThan(now);
      expect(slot - now).toBeLessThanOrEqual(INTERVAL_MS);
    }
  });
});
