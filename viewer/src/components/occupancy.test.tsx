import { expect, it } from 'vitest';
import { fragmentCopy } from '../live/copy.ts';
import { Occupancy } from './occupancy.tsx';

const drawn = async (players: number | null, maxPlayers: number | null) =>
  Buffer.from(
    (await fragmentCopy(<Occupancy players={players} maxPlayers={maxPlayers} />)).bytes,
  ).toString();

const strokes = (svg: string, kind: string) =>
  (new RegExp(`class="${kind}" d="([^"]*)"`).exec(svg)?.[1] ?? '').split('v').length - 1;

it.each([
  [2, 4, 2, 2],
  [0, 8, 0, 8],
  [32, 32, 32, 0],
  // Some games let an administrator in above the limit.
  [5, 4, 4, 0],
])('draws %i of %i as %i taken and %i free', async (players, max, taken, free) => {
  const svg = await drawn(players, max);
  expect([strokes(svg, 'taken'), strokes(svg, 'free')]).toEqual([taken, free]);
});

it.each([
  [null, 8],
  [2, null],
  [0, 0],
])('draws nothing for %j of %j', async (players, max) => {
  expect(await drawn(players, max)).toBe('');
});

it('draws a great server as one bar', async () => {
  expect(await drawn(64, 128)).toContain('M0 8h90');
});
