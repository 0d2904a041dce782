import { describe, expect, it } from 'vitest';
import { GRID_MS, msUntilGrid } from './grid.ts';

const START_MS = 1_763_726_400_000;

describe('msUntilGrid', () => {
  it.each([0, 0.25, 1, 100, 248.6, 249.9])('ends just behind the next point from %d ms', (ms) => {
    const endMs = START_MS + ms + msUntilGrid(START_MS + ms);
    expect(endMs).toBeGreaterThanOrEqual(START_MS + GRID_MS + 1);
    expect(endMs).toBeLessThan(START_MS + GRID_MS + 2);
  });

  it('is a whole number of milliseconds, as timers are', () => {
    expect(msUntilGrid(START_MS + 0.3)).toBe(251);
  });

  it('goes by the first point that is far enough away', () => {
    expect(msUntilGrid(START_MS + 3, 750)).toBe(998);
    expect(msUntilGrid(START_MS + 251, 750)).toBe(1_000);
  });

  it('comes once a point, however late the timer before has been', () => {
    const points = new Set<number>();
    let nowMs = START_MS;
    for (let turn = 0; turn < 1_000; turn += 1) {
      nowMs += msUntilGrid(nowMs) + (turn % 7) / 3;
      points.add(Math.floor(nowMs / GRID_MS));
    }
    expect(points.size).toBe(1_000);
  });
});
