import { scaleBand, scaleLinear } from 'd3-scale';
import { caveatOf, type VisitorDay } from '../visitor-days.ts';

const TOP = 8;
const HEIGHT = 150;
const AXIS = 22;
const MAX_LABELS = 7;

interface BarsProps {
  readonly days: readonly VisitorDay[];
  readonly describedBy: string;
}

/** New and returning players as a bar a day. Days that nobody watched are hatched over their whole height. */
export const VisitorBars = ({ days, describedBy }: BarsProps) => {
  const most = Math.max(1, ...days.map(({ counts }) => sumOf(counts)));
  const y = scaleLinear([0, most], [HEIGHT, TOP]).nice(3);
  const x = scaleBand(
    days.map((_, n) => n),
    [0, 100],
  ).paddingInner(days.length > 60 ? 0 : 0.25);
  const levels = y.ticks(3).filter((level) => Number.isInteger(level));
  const every = Math.ceil(days.length / MAX_LABELS);
  const width = `${x.bandwidth().toFixed(3)}%`;
  return (
    <svg class="bars" width="100%" height={HEIGHT + AXIS} role="img" aria-labelledby={describedBy}>
      <defs>
        <pattern id="bars-unknown" width="6" height="6" patternUnits="userSpaceOnUse">
          <path class="bars-hatch" d="M-1 7 7-1M-1 1l2-2M5 7l2-2" />
        </pattern>
      </defs>
      {levels.map((level) => (
        <>
          <line class="bars-level" x1="0" x2="100%" y1={y(level)} y2={y(level)} />
          <text x="-6" y={y(level) + 4} text-anchor="end">
            {level}
          </text>
        </>
      ))}
      {days.map((day, n) => {
        const left = `${(x(n) ?? 0).toFixed(3)}%`;
        const { counts } = day;
        return (
          <g>
            <title>{dayWords(day)}</title>
            {counts === null ? (
              <rect class="bars-unknown" x={left} width={width} y={TOP} height={HEIGHT - TOP} />
            ) : (
              <>
                <rect class="bars-hit" x={left} width={width} y={TOP} height={HEIGHT - TOP} />
                <Bar name="returning" {...{ left, width }} from={y(0)} to={y(counts.returning)} />
                <Bar
                  name="newcomers"
                  {...{ left, width }}
                  from={y(counts.returning)}
                  to={y(counts.returning + counts.newcomers)}
                />
              </>
            )}
            {n % every === 0 && <DayLabel day={day} at={x(n) ?? 0} />}
          </g>
        );
      })}
    </svg>
  );
};

/** Below the beginning of the bar, but not over the edge of the page. */
const DayLabel = ({ day, at }: { readonly day: VisitorDay; readonly at: number }) => {
  const last = at > 90;
  return (
    <text
      x={last ? '100%' : `${at.toFixed(3)}%`}
      y={HEIGHT + 16}
      text-anchor={last ? 'end' : 'start'}
    >
      {day.name.slice(5).replace(/^0/, '')}
    </text>
  );
};

interface BarProps {
  readonly name: 'newcomers' | 'returning';
  readonly left: string;
  readonly width: string;
  readonly from: number;
  readonly to: number;
}

const Bar = ({ name, left, width, from, to }: BarProps) =>
  to < from ? (
    <rect
      class={`bars-${name}`}
      x={left}
      width={width}
      y={to.toFixed(1)}
      height={(from - to).toFixed(1)}
    />
  ) : null;

const sumOf = (counts: VisitorDay['counts']) =>
  counts === null ? 0 : counts.newcomers + counts.returning;

/** `Sat, 21 Nov: 3 new, 12 returning (watched 20 of 24 h)`. */
function dayWords(day: VisitorDay): string {
  const caveat = caveatOf(day);
  if (day.counts === null) return `${day.name}: ${caveat ?? 'not known'}`;
  const { newcomers, returning } = day.counts;
  return `${day.name}: ${newcomers} new, ${returning} returning${caveat === null ? '' : ` (${caveat})`}`;
}
