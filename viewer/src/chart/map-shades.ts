import type { MapSpan } from './model.ts';

/** More cannot be told apart; `rollcall.css` has so many. */
const SHADES = 6;

/** The shade (from 1) of each map that was played most. By name, so that it stays the same from one refresh to the next. */
export function mapShades(maps: readonly MapSpan[]): ReadonlyMap<string, number> {
  const played = new Map<string, number>();
  for (const { map, fromMs, toMs } of maps) {
    played.set(map, (played.get(map) ?? 0) + toMs - fromMs);
  }
  const most = [...played].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, SHADES);
  const names = most.map(([map]) => map).sort();
  return new Map(names.map((map, n) => [map, n + 1]));
}
