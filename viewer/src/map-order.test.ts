import { expect, it } from 'vitest';
import { averageOf, lostShare, mapColumn, sortMaps } from './map-order.ts';
import type { MapSums } from './queries/map-sums.ts';

const map = (name: string, sums: Partial<MapSums>): MapSums => ({
  map: name,
  upSeconds: 0,
  countedSeconds: 0,
  playerSeconds: 0,
  peakPlayers: null,
  changes: 0,
  playersAtChanges: 0,
  playersLost: 0,
  ...sums,
});
const counted = { countedSeconds: 100, playersAtChanges: 10 };
const MAPS = [
  map('c10m1', { ...counted, upSeconds: 10, playerSeconds: 900, peakPlayers: 9, playersLost: 1 }),
  map('c2m1', { ...counted, upSeconds: 30, playerSeconds: 100, changes: 3, playersLost: 9 }),
  map('C3m1', { upSeconds: 20, changes: 1 }),
];
const order = (column: Parameters<typeof sortMaps>[1]) =>
  sortMaps(MAPS, column).map(({ map: name }) => name);

it('sorts the greatest first, names as people do, and what is not known last', () => {
  expect(order('map')).toEqual(['c2m1', 'C3m1', 'c10m1']);
  expect(order('time')).toEqual(['c2m1', 'C3m1', 'c10m1']);
  expect(order('average')).toEqual(['c10m1', 'c2m1', 'C3m1']);
  expect(order('peak')).toEqual(['c10m1', 'c2m1', 'C3m1']);
  expect(order('changes')).toEqual(['c2m1', 'C3m1', 'c10m1']);
  expect(order('lost')).toEqual(['c2m1', 'c10m1', 'C3m1']);
});

it('does not take unknown for zero', () => {
  expect(MAPS.map(averageOf)).toEqual([9, 1, null]);
  expect(MAPS.map(lostShare)).toEqual([0.1, 0.9, null]);
});

it('knows no other columns', () => {
  expect(mapColumn.safeParse('constructor').success).toBe(false);
});
