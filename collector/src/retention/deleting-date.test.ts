import { expect, it } from 'vitest';
import { deletingDate } from './deleting-date.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);

/** A clock that shows the time since the start, and by how much it is wrong. */
function clockOf() {
  const clock = { passedMs: 0, wrongMs: 0 };
  const date = deletingDate({
    now: () => new Date(START + clock.passedMs + clock.wrongMs),
    monotonicMs: () => 5_000 + clock.passedMs,
  });
  /** Asks each minute, as the daemon does, and returns the last answer in milliseconds since the start. */
  const after = (ms: number) => {
    let toldMs = 0;
    for (const endMs = clock.passedMs + ms; clock.passedMs < endMs;) {
      clock.passedMs += MINUTE;
      toldMs = date().getTime() - START;
    }
    return toldMs;
  };
  return { clock, after };
}

it('is the time of the clock', () => {
  const { after } = clockOf();
  expect(after(3 * DAY)).toBe(3 * DAY);
});

it('follows a clock that is corrected by little, ahead and back', () => {
  const { clock, after } = clockOf();
  clock.wrongMs = 59 * MINUTE;
  expect(after(HOUR)).toBe(HOUR + 59 * MINUTE);
  clock.wrongMs = -DAY;
  expect(after(HOUR)).toBe(2 * HOUR - DAY);
});

it('goes on as if nothing had been when the clock leaps ahead and is mended within a day', () => {
  const { clock, after } = clockOf();
  after(DAY);
  clock.wrongMs = 365 * DAY;
  expect(after(23 * HOUR)).toBe(DAY + 23 * HOUR);
  clock.wrongMs = 0;
  expect(after(HOUR)).toBe(2 * DAY);
});

it('believes a clock that nobody mends for a day', () => {
  const { clock, after } = clockOf();
  clock.wrongMs = 365 * DAY;
  after(DAY);
  expect(after(2 * MINUTE)).toBe(366 * DAY + 2 * MINUTE);
});

it('gives every leap its own day', () => {
  const { clock, after } = clockOf();
  clock.wrongMs = 365 * DAY;
  after(23 * HOUR);
  clock.wrongMs = 0;
  after(HOUR);
  clock.wrongMs = 365 * DAY;
  expect(after(23 * HOUR)).toBe(47 * HOUR);
});
