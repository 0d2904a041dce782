import { mapShades } from '../chart/map-shades.ts';
import type { MapSpan } from '../chart/model.ts';
import { shownName } from '../player-name.ts';

/** Letters that have room across a wide screen. */
const LETTERS = 135;

interface LaneProps {
  readonly maps: readonly MapSpan[];
  readonly y: number;
  readonly height: number;
  /** Milliseconds across the whole lane. */
  readonly length: number;
  readonly across: (ms: number) => string;
  readonly widthOf: (fromMs: number, toMs: number) => string;
  readonly spanText: (fromMs: number, toMs: number) => string;
}

/** Which map was played when: a shade each, and its name where there is room for it. */
export const MapLane = ({ maps, y, height, length, across, widthOf, spanText }: LaneProps) => {
  const shades = mapShades(maps);
  return (
    <g class="maps">
      {maps.map(({ map, fromMs, toMs }, index) => {
        const name = shownName(map);
        const room = (LETTERS * (toMs - fromMs)) / length;
        return (
          <svg
            x={across(fromMs)}
            y={y}
            width={widthOf(fromMs, toMs)}
            height={height}
            class={classOf(shades.get(map), index)}
          >
            <rect width="100%" height="100%" />
            {Array.from(name).length <= room && (
              <text x="4" y="14">
                {name}
              </text>
            )}
            <title>{`${name}, ${spanText(fromMs, toMs)}`}</title>
          </svg>
        );
      })}
    </g>
  );
};

function classOf(shade: number | undefined, index: number): string {
  if (shade !== undefined) return `map-span map-${shade}`;
  return index % 2 === 0 ? 'map-span' : 'map-span other';
}

/** What the shades stand for. */
export const MapLegend = ({ maps }: { readonly maps: readonly MapSpan[] }) => {
  const shades = mapShades(maps);
  const others = new Set(maps.map(({ map }) => map)).size - shades.size;
  if (shades.size === 0) return null;
  return (
    <p class="legend of-maps" aria-hidden="true">
      {[...shades].map(([map, shade]) => (
        <span>
          <svg width="12" height="12" class={`map-span map-${shade}`}>
            <rect width="12" height="12" rx="2" />
          </svg>{' '}
          <bdi class="map">{shownName(map)}</bdi>
        </span>
      ))}
      {others > 0 && (
        <span>
          <svg width="12" height="12" class="map-span">
            <rect width="12" height="12" rx="2" />
          </svg>{' '}
          {others} {others === 1 ? 'other' : 'others'}
        </span>
      )}
    </p>
  );
};
