import { expect, it } from 'vitest';
import { peakOfDay, type AskPeak } from './peak-of-day.ts';

const HOUR_MS = 3_600_000;
const at = (hours: number) => new Date(Date.UTC(2026, 10, 21) + hours * HOUR_MS);

function recording(playersAt: (hour: number) => number | null) {
  const asked: string[] = [];
  const ask: AskPeak = (from, to, settled) => {
    asked.push(`${from.toISOString().slice(11, 16)}-${to.toISOString().slice(11, 16)} ${settled}`);
    const players = playersAt(from.getUTCHours());
    const knownSeconds = players === null ? 0 : (to.getTime() - from.getTime()) / 1_000;
    const peak = players === null ? null : { players, at: from, servers: 3 };
    return Promise.resolve({ peak, knownSeconds });
  };
  return { ask, asked };
}

it('looks at hours of the clock, also where the day of the zone begins between them', async () => {
  const { ask, asked } = recording(() => 1);
  await peakOfDay(ask, at(-5.5), at(-2.25), 10);
  expect(asked).toEqual([
    '18:30-19:00 true',
    '19:00-20:00 true',
    '20:00-21:00 true',
    '21:00-21:45 false',
  ]);
});

it('takes the first of the greatest, and tells how long nobody watched', async () => {
  const { ask } = recording((hour) => (hour === 1 ? null : ([4, 0, 9, 9][hour] ?? 0)));
  const day = await peakOfDay(ask, at(0), at(4), 10);
  expect(day.peak).toEqual({ players: 9, at: at(2), servers: 3 });
  expect(day.unknownSeconds).toBe(3_600);
});

it('knows no peak where nobody watched', async () => {
  const { ask } = recording(() => null);
  expect(await peakOfDay(ask, at(0), at(1), 10)).toEqual({
    peak: null,
    knownSeconds: 0,
    unknownSeconds: 3_600,
  });
});

it.each([
  [100, 4],
  [200, 8],
  [500, 24],
  [2_000, 48],
])('asks of %i servers in %i pieces for four hours', async (servers, pieces) => {
  const { ask, asked } = recording(() => 1);
  await peakOfDay(ask, at(0), at(4), servers);
  expect(asked).toHaveLength(pieces);
});
