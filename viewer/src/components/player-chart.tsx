import { scaleLinear } from 'd3-scale';
import type { Child } from 'hono/jsx';
import type { Band } from '../chart/bands.ts';
import type { PlayerChart } from '../chart/model.ts';
import { stepArea, stepLine } from '../chart/paths.ts';
import { timeTicks, type TimeTick } from '../chart/time-ticks.ts';
import { formatFull } from '../time-zone.ts';
import { MapLane } from './map-lane.tsx';

const TOP = 14;
const PLOT = 190;
const BOTTOM = TOP + PLOT;
const LANE = 20;
/** Units across; the picture is stretched to the page, lines keep their width. */
const WIDE = 1_000;
const MAX_TICKS = 11;

interface ChartProps {
  readonly chart: PlayerChart;
  readonly zone: string;
  /** What is told of it in words stands in the element with this id. */
  readonly describedBy: string;
  /** A moment to mark, in milliseconds. */
  readonly atMs: number | null;
}

/** How many were on, as a picture that needs no script: a line of steps, never drawn where nobody watched. */
export const PlayerChartPicture = ({ chart, zone, describedBy, atMs }: ChartProps) => {
  const { fromMs, toMs } = chart;
  const x = scaleLinear([fromMs, toMs], [0, WIDE]);
  const top = topOf(chart);
  const y = scaleLinear([0, top], [BOTTOM, TOP]);
  const across = (ms: number) => `${Math.round(x(ms) * 100) / 1_000}%`;
  const lane = chart.maps.length > 0;
  const axis = BOTTOM + (lane ? LANE + 8 : 2);
  const height = axis + 22;
  const ticks = timeTicks(fromMs, toMs, zone, MAX_TICKS);
  const levels = y.ticks(4).filter((level) => Number.isInteger(level));
  return (
    <svg
      class={chart.averages === null ? 'picture' : 'picture of-hours'}
      width="100%"
      height={height}
      role="img"
      aria-labelledby={describedBy}
    >
      <defs>
        <pattern id="unwatched" width="6" height="6" patternUnits="userSpaceOnUse">
          <path class="hatch" d="M-1 7 7-1M-1 1l2-2M5 7l2-2" />
        </pattern>
      </defs>
      {levels.map((level) => (
        <line class="level" x1="0" x2="100%" y1={y(level)} y2={y(level)} />
      ))}
      {/* Before all that is drawn of the players, which shall lie above. */}
      {ticks.map(({ atMs, day }) => (
        <line
          class={day ? 'tick day' : 'tick'}
          x1={across(atMs)}
          x2={across(atMs)}
          y1={TOP}
          y2={axis + 4}
        />
      ))}
      {chart.bands.map((band) => (
        <BandShape {...{ band, across, zone }} />
      ))}
      <svg
        x="0"
        y="0"
        width="100%"
        height={BOTTOM + 1}
        viewBox={`0 0 ${WIDE} ${BOTTOM + 1}`}
        preserveAspectRatio="none"
      >
        <path class="ground" d={stepArea(chart.steps, { x, y })} />
        {chart.averages !== null && <path class="ground" d={stepArea(chart.averages, { x, y })} />}
        <path class="players-line" d={stepLine(chart.steps, { x, y })} />
        {chart.averages !== null && (
          <path class="average-line" d={stepLine(chart.averages, { x, y })} />
        )}
      </svg>
      {chart.capacities.map(
        ({ fromMs, toMs, value }) =>
          value !== null &&
          value <= top && (
            <line
              class="capacity"
              x1={across(fromMs)}
              x2={across(toMs)}
              y1={y(value)}
              y2={y(value)}
            />
          ),
      )}
      {chart.dots.map(({ atMs, players }) => (
        <circle class="dot-seen" cx={across(atMs)} cy={y(Math.min(players, top))} r="2.5">
          <title>{`${players} seen by one poll, ${formatFull(new Date(atMs), zone)}`}</title>
        </circle>
      ))}
      {levels.map((level) => (
        <text class="level-label" x="-7" y={y(level) + 4} text-anchor="end">
          {level}
        </text>
      ))}
      {lane && (
        <MapLane
          maps={chart.maps}
          y={BOTTOM + 6}
          height={LANE}
          length={toMs - fromMs}
          across={across}
          widthOf={(from, to) => widthOf(across, from, to)}
          spanText={(from, to) => span(from, to, zone)}
        />
      )}
      <TimeLabels {...{ ticks, across, axis }} fromMs={fromMs} toMs={toMs} />
      {atMs !== null && atMs >= fromMs && atMs <= toMs && (
        <line class="marker" x1={across(atMs)} x2={across(atMs)} y1="0" y2={axis} />
      )}
    </svg>
  );
};

/** Not far above what happened: a server with room for 64 and three on it would be a flat line. */
function topOf({ steps, dots, capacities }: PlayerChart): number {
  const most = [
    ...steps.map(({ value }) => value ?? 0),
    ...dots.map(({ players }) => players),
  ].reduce((a, b) => Math.max(a, b), 0);
  const room = capacities.reduce((max, { value }) => Math.max(max, value ?? 0), 0);
  const top = room <= 4 * Math.max(most, 2) ? Math.max(room, most) : most * 1.25;
  return Math.max(Math.ceil(top), 1);
}

type Across = (ms: number) => string;
const widthOf = (across: Across, from: number, to: number) =>
  `${Math.max(parseFloat(across(to)) - parseFloat(across(from)), 0.001).toFixed(3)}%`;

const BAND_WORDS: Readonly<Record<Band['kind'], string>> = {
  down: 'No answer',
  unwatched: 'Nobody watched',
  partly: 'Not up or not watched all the time',
};

interface BandProps {
  readonly band: Band;
  readonly across: Across;
  readonly zone: string;
}

const BandShape = ({ band: { kind, fromMs, toMs }, across, zone }: BandProps) => (
  <rect
    class={`band ${kind}`}
    x={across(fromMs)}
    width={widthOf(across, fromMs, toMs)}
    y={kind === 'partly' ? BOTTOM - 6 : TOP}
    height={kind === 'partly' ? 6 : PLOT}
  >
    <title>{`${BAND_WORDS[kind]}, ${span(fromMs, toMs, zone)}`}</title>
  </rect>
);

const span = (fromMs: number, toMs: number, zone: string) =>
  `${formatFull(new Date(fromMs), zone)} – ${formatFull(new Date(toMs), zone)}`;

interface LabelsProps {
  readonly ticks: readonly TimeTick[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly across: Across;
  readonly axis: number;
}

const TimeLabels = ({ ticks, fromMs, toMs, across, axis }: LabelsProps): Child => (
  <g class="axis">
    <line class="base" x1="0" x2="100%" y1={BOTTOM} y2={BOTTOM} />
    {ticks.map(({ atMs, label, day }, index) => (
      <text
        class={`${day ? 'time day' : 'time'}${index % 2 === 1 ? ' minor' : ''}`}
        x={across(atMs)}
        y={axis + 17}
        text-anchor={anchor(atMs, fromMs, toMs)}
      >
        {label}
      </text>
    ))}
  </g>
);

/** Labels near an end stay within the picture. */
function anchor(atMs: number, fromMs: number, toMs: number): string {
  const share = (atMs - fromMs) / (toMs - fromMs);
  if (share < 0.04) return 'start';
  return share > 0.96 ? 'end' : 'middle';
}
