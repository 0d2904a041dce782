import { z } from 'zod';
import type { MapSums } from './queries/map-sums.ts';

const MAP_COLUMNS = ['map', 'time', 'average', 'peak', 'changes', 'lost'] as const;
export type MapColumn = (typeof MAP_COLUMNS)[number];

/** The parameter `maps`: by which column the maps are sorted. */
export const mapColumn = z.enum(MAP_COLUMNS, {
  error: `has to be one of ${MAP_COLUMNS.join(', ')}`,
});

/** Average players in the time in which their number was known; null where it never was. */
export const averageOf = ({ countedSeconds, playerSeconds }: MapSums) =>
  countedSeconds > 0 ? playerSeconds / countedSeconds : null;

/** The part of those on at changes to the map who left; null where no change was watched with somebody on. */
export const lostShare = ({ playersAtChanges, playersLost }: MapSums) =>
  playersAtChanges > 0 ? playersLost / playersAtChanges : null;

const { compare } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The greatest first, names from A; what is not known comes last. */
export function sortMaps(maps: readonly MapSums[], column: MapColumn): readonly MapSums[] {
  const byName = (a: MapSums, b: MapSums) => compare(a.map, b.map) || (a.map < b.map ? -1 : 1);
  if (column === 'map') return [...maps].sort(byName);
  const valueOf = VALUES[column];
  return [...maps].sort((a, b) => {
    const [one, other] = [valueOf(a), valueOf(b)];
    if (one === null || other === null) {
      return Number(one === null) - Number(other === null) || b.upSeconds - a.upSeconds;
    }
    return other - one || b.upSeconds - a.upSeconds || byName(a, b);
  });
}

const VALUES: Readonly<Record<Exclude<MapColumn, 'map'>, (map: MapSums) => number | null>> = {
  time: ({ upSeconds }) => upSeconds,
  average: averageOf,
  peak: ({ peakPlayers }) => peakPlayers,
  changes: ({ changes }) => changes,
  lost: lostShare,
};
