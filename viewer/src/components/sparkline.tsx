import { scaleLinear } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import { formatDuration } from '../duration.ts';
import type { HourSums } from '../queries/hours-not-summed.ts';

const WIDTH = 144;
const HEIGHT = 30;
const HOUR_SECONDS = 3_600;
/** A quiet server shall not look like a busy one. */
const LEAST_TOP = 4;
/** What is shorter cannot be seen, and shall be. */
const LEAST_WIDTH = 1.5;
/** The last poll is always a little ago. */
const TOLERATED_SECONDS = 90;

interface SparklineProps {
  readonly hours: readonly (HourSums | null)[];
  /** How much of the last hour is over. */
  readonly lastHourSeconds: number;
}

/** How many were on in each of the last hours, on average; outages and times when nobody watched stand apart from "nobody". */
export const Sparkline = ({ hours, lastHourSeconds }: SparklineProps) => {
  const { steps, down, unwatched, words } = drawn(hours, lastHourSeconds);
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img">
      <title>{words}</title>
      {unwatched !== '' && <path class="unwatched" d={unwatched} />}
      {steps !== '' && <path class="steps" d={steps} />}
      {down !== '' && <path class="down" d={down} />}
    </svg>
  );
};

interface Drawn {
  readonly steps: string;
  readonly down: string;
  readonly unwatched: string;
  readonly words: string;
}

/** The same hours are drawn once, however often a list is rendered in the minute for which they are good. */
const kept = new WeakMap<readonly (HourSums | null)[], Drawn>();

function drawn(hours: SparklineProps['hours'], lastHourSeconds: number): Drawn {
  const known = kept.get(hours);
  if (known !== undefined) return known;
  const fresh = draw(hours, lastHourSeconds);
  kept.set(hours, fresh);
  return fresh;
}

const average = (sums: HourSums | null) =>
  sums === null || sums.countedSeconds <= 0 ? null : sums.playerSeconds / sums.countedSeconds;

function draw(hours: SparklineProps['hours'], lastHourSeconds: number): Drawn {
  const x = scaleLinear([0, hours.length], [0, WIDTH]);
  const top = Math.max(LEAST_TOP, ...hours.map((sums) => average(sums) ?? 0));
  const y = scaleLinear([0, top], [HEIGHT - 1.5, 2]);
  const stretches = stretchesOf(hours);
  const shapeOf = line<Step>(
    ({ hour }) => x(hour),
    ({ value }) => y(value),
  )
    .curve(curveStepAfter)
    .digits(1);
  const gaps = hours.map((sums, n) =>
    gapsOf(sums, n === hours.length - 1 ? lastHourSeconds : HOUR_SECONDS),
  );
  const bar = (hour: number, seconds: number, atEnd: boolean) => {
    const width = Math.max(LEAST_WIDTH, x(seconds / HOUR_SECONDS));
    const left = atEnd ? x(hour + 1) - width : x(hour);
    return `M${round(left)} 0h${round(width)}v${HEIGHT}h${round(-width)}z`;
  };
  return {
    steps: stretches.map((steps) => compact(shapeOf(steps) ?? '')).join(''),
    down: gaps.map(({ down }, n) => (down > 0 ? bar(n, down, false) : '')).join(''),
    // Where in the hour it was is not known: beside the hour of which more was missed.
    unwatched: gaps
      .map(({ unwatched }, n) =>
        unwatched > 0 ? bar(n, unwatched, (gaps[n + 1]?.unwatched ?? 0) > unwatched) : '',
      )
      .join(''),
    words: wordsOf(hours, gaps),
  };
}

interface Step {
  readonly hour: number;
  readonly value: number;
}

/** Hours in a row of which the number is known: each stretch rises from the ground and ends there, so that it can be filled. */
function stretchesOf(hours: SparklineProps['hours']): readonly (readonly Step[])[] {
  const stretches: Step[][] = [];
  for (const [hour, sums] of hours.entries()) {
    const value = average(sums);
    if (value === null) continue;
    const current = stretches.at(-1);
    const goesOn = current?.at(-1)?.hour === hour;
    const stretch = goesOn ? current : [];
    if (goesOn) stretch.pop();
    else stretches.push(stretch);
    stretch.push({ hour, value }, { hour: hour + 1, value });
  }
  return stretches.map((steps) => [
    { hour: steps[0]?.hour ?? 0, value: 0 },
    ...steps,
    { hour: steps.at(-1)?.hour ?? 0, value: 0 },
  ]);
}

function gapsOf(sums: HourSums | null, seconds: number) {
  const watched = sums?.watchedSeconds ?? 0;
  const down = sums === null ? 0 : sums.watchedSeconds - sums.upSeconds;
  const unwatched = seconds - watched;
  return { down: down >= 1 ? down : 0, unwatched: unwatched > TOLERATED_SECONDS ? unwatched : 0 };
}

function wordsOf(
  hours: SparklineProps['hours'],
  gaps: readonly { readonly down: number; readonly unwatched: number }[],
): string {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const counted = sum(hours.map((sums) => sums?.countedSeconds ?? 0));
  const players = sum(hours.map((sums) => sums?.playerSeconds ?? 0));
  const peak = Math.max(...hours.map((sums) => sums?.peakPlayers ?? 0));
  const down = sum(gaps.map((gap) => gap.down));
  const unwatched = sum(gaps.map((gap) => gap.unwatched));
  const words = [
    counted > 0
      ? `${(players / counted).toFixed(1)} players on average, ${peak} at most`
      : 'the number of players is not known',
    ...(down > 0 ? [`down for ${formatDuration(down)}`] : []),
    ...(unwatched > 0 ? [`not watched for ${formatDuration(unwatched)}`] : []),
  ];
  return `Last 24 hours: ${words.join('; ')}`;
}

/** The same in half the letters, as a list has hundreds of these: each step changes one coordinate only. */
function compact(path: string): string {
  let [lastX, lastY] = ['', ''];
  return path.replace(/([ML])([^,]+),([^ML]+)/g, (_, command: string, x: string, y: string) => {
    const level = y === lastY ? `H${x}` : `L${x} ${y}`;
    const upright = y === lastY ? '' : `V${y}`;
    const step = command === 'M' ? `M${x} ${y}` : x === lastX ? upright : level;
    [lastX, lastY] = [x, y];
    return step;
  });
}

const round = (value: number) => Math.round(value * 10) / 10;
