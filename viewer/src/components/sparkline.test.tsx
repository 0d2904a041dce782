import { expect, it } from 'vitest';
import { fragmentCopy } from '../live/copy.ts';
import type { HourSums } from '../queries/hours-not-summed.ts';
import { Sparkline } from './sparkline.tsx';

const hour = (players: number, more: Partial<HourSums> = {}): HourSums => ({
  watchedSeconds: 3_600,
  upSeconds: 3_600,
  countedSeconds: 3_600,
  playerSeconds: players * 3_600,
  peakPlayers: players,
  ...more,
});
const drawn = async (hours: readonly (HourSums | null)[], lastHourSeconds = 3_600) =>
  Buffer.from(
    (await fragmentCopy(<Sparkline hours={hours} lastHourSeconds={lastHourSeconds} />)).bytes,
  ).toString();
const path = (svg: string, name: string) =>
  new RegExp(`class="${name}" d="([^"]*)"`).exec(svg)?.[1];

it('draws steps, no slopes: the line is level through each hour', async () => {
  const svg = await drawn([hour(4), hour(0), hour(2)]);
  expect(path(svg, 'steps')).toBe('M0 28.5V2H48V28.5H96V15.3H144V28.5');
  expect(svg).toContain('Last 24 hours: 2.0 players on average, 4 at most</title>');
});

it('interrupts the line where nobody watched, and marks that apart from nobody on', async () => {
  const svg = await drawn([hour(4), null, hour(0)]);
  expect(path(svg, 'steps')?.match(/M/g)).toHaveLength(2);
  expect(path(svg, 'unwatched')).toBe('M48 0h48v30h-48z');
  expect(path(svg, 'down')).toBeUndefined();
  expect(svg).toContain('2.0 players on average, 4 at most; not watched for 1 h</title>');
});

it('marks an outage however short, and does not count it as nobody', async () => {
  const up = { upSeconds: 3_540, countedSeconds: 3_540, playerSeconds: 4 * 3_540 };
  const svg = await drawn([hour(4), hour(4, up)]);
  expect(path(svg, 'down')).toBe('M72 0h1.5v30h-1.5z');
  expect(svg).toContain('4.0 players on average, 4 at most; down for 1 min</title>');
});

it('has no number for a server that does not tell it', async () => {
  const svg = await drawn([hour(0, { countedSeconds: 0, playerSeconds: 0, peakPlayers: null })]);
  expect(path(svg, 'steps')).toBeUndefined();
  expect(svg).toContain('the number of players is not known</title>');
});

it('does not miss what the last hour has not brought yet', async () => {
  const half = {
    watchedSeconds: 1_795,
    upSeconds: 1_795,
    countedSeconds: 1_795,
    playerSeconds: 1_795,
  };
  expect(path(await drawn([hour(1), hour(1, half)], 1_800), 'unwatched')).toBeUndefined();
  expect(path(await drawn([hour(1), hour(1, half)], 3_000), 'unwatched')).toBeDefined();
});
