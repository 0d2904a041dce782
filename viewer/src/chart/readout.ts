import type { Piece } from '../queries/history-pieces.ts';
import type { PlayerChart } from './model.ts';

const STATUS = { up: 'u', down: 'd', unwatched: '-' } as const;

/**
 * What `chart.js` tells of each point, as text for an attribute: bounds, the distinct maps, and a row a stretch. Times are seconds after
 * the first bound, to the millisecond.
 */
export function readoutData(chart: PlayerChart): string {
  const { fromMs, toMs, pieces, averages } = chart;
  const after = (ms: number) => (ms - fromMs) / 1_000;
  const bands = chart.bands.map(({ kind, fromMs: from, toMs: to }) => [
    after(from),
    after(to),
    kind,
  ]);
  if (pieces === null) {
    const rows = chart.steps.map(({ fromMs: from, toMs: to, value }, index) => {
      const average = averages?.[index]?.value ?? null;
      return [after(from), after(to), value, average === null ? null : round(average)];
    });
    return JSON.stringify({ fromMs, toMs, exact: false, bands, rows });
  }
  const maps = [...new Set(pieces.flatMap(({ map }) => (map === null ? [] : [map])))];
  const numbers = new Map(maps.map((map, number) => [map, number]));
  const rows = pieces.map((piece: Piece) => [
    after(piece.fromMs),
    STATUS[piece.status],
    piece.players,
    piece.map === null ? null : (numbers.get(piece.map) ?? null),
  ]);
  return JSON.stringify({ fromMs, toMs, exact: true, maps, rows });
}

const round = (value: number) => Math.round(value * 10) / 10;
