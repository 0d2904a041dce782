import { Hono } from 'hono';
import { sendCopy } from '../live/copy.ts';
import type { HourSums } from '../queries/history-hours.ts';
import { sumHours } from '../queries/hour-sums.ts';
import type { ServerHistory } from '../queries/server-history.ts';
import { requireServer } from '../server-id.ts';
import type { Site } from '../site.ts';
import { svgCopy } from './embedded.ts';
import { plainText } from './plain-text.ts';

const HOUR_MS = 3_600_000;
const HOURS = 24;
const MINUTE_MS = 60_000;

/** The last 24 hours of a server, for other sites: the average of each hour, outages red, time that nobody watched grey. */
export const sparklineRoute = (site: Site) =>
  new Hono().get('/servers/:id/sparkline.svg', async (c) => {
    const server = await requireServer(c.req.param('id'), site.reads.server);
    // In whole minutes, so that all who ask see the same picture.
    const toMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
    const fromMs = Math.floor(toMs / HOUR_MS) * HOUR_MS - (HOURS - 1) * HOUR_MS;
    const history = await site.reads.serverHistory(server.id, new Date(fromMs), new Date(toMs));
    const copy = await site.copies.get(`sparkline ${server.id}`, [history], () =>
      svgCopy(
        <Sparkline name={plainText(server.name)} hours={hoursOf(history)} {...{ fromMs, toMs }} />,
      ),
    );
    return sendCopy(c, copy);
  });

const hoursOf = (history: ServerHistory) =>
  history.kind === 'hours' ? history.hours : sumHours(history.pieces);

const WIDTH = 144;
const HEIGHT = 30;
const STEP = WIDTH / HOURS;
/** A quiet server shall not look like a busy one. */
const LEAST_TOP = 4;
/** The last poll is always a little ago. */
const TOLERATED_SECONDS = 90;

interface SparklineProps {
  readonly name: string;
  readonly hours: readonly HourSums[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** Colours that can be told on light and on dark, for it cannot know what it stands on. */
const Sparkline = ({ name, hours, fromMs, toMs }: SparklineProps) => {
  const byHour = new Map(hours.map((hour) => [hour.fromMs, hour]));
  const slots = Array.from({ length: HOURS }, (_, n) => {
    const begin = fromMs + n * HOUR_MS;
    const seconds = (Math.min(toMs, begin + HOUR_MS) - begin) / 1_000;
    return slotOf(byHour.get(begin), seconds);
  });
  const top = Math.max(LEAST_TOP, ...slots.map(({ average }) => average ?? 0));
  const y = (players: number) => round(HEIGHT - 1.5 - (players / top) * (HEIGHT - 3.5));
  const line = slots.map(({ average }, n) => {
    if (average === null) return '';
    const known = (slots[n - 1]?.average ?? null) !== null;
    return `${known ? 'V' : `M${n * STEP} `}${y(average)}h${STEP}`;
  });
  const bar = (n: number, share: number) =>
    `M${n * STEP} 0h${round(Math.max(1.5, share * STEP))}v${HEIGHT}h${round(-Math.max(1.5, share * STEP))}z`;
  const bars = (of: (slot: Slot) => number) =>
    slots.map((slot, n) => (of(slot) > 0 ? bar(n, of(slot)) : '')).join('');
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${name}: ${wordsOf(hours, slots)}`}
    >
      <path fill="#8a939c" fill-opacity="0.3" d={bars(({ unwatched }) => unwatched)} />
      <path fill="#d0473a" fill-opacity="0.7" d={bars(({ down }) => down)} />
      <path fill="none" stroke="#1f9d80" stroke-width="1.5" d={line.join('')} />
    </svg>
  );
};

interface Slot {
  readonly average: number | null;
  /** Shares of an hour. */
  readonly down: number;
  readonly unwatched: number;
}

function slotOf(hour: HourSums | undefined, seconds: number): Slot {
  const watched = hour?.watchedSeconds ?? 0;
  const unwatched = seconds - watched;
  const down = watched - (hour?.upSeconds ?? 0);
  return {
    average:
      hour === undefined || hour.countedSeconds <= 0
        ? null
        : hour.playerSeconds / hour.countedSeconds,
    down: down >= 1 ? down / 3_600 : 0,
    unwatched: unwatched > TOLERATED_SECONDS ? unwatched / 3_600 : 0,
  };
}

function wordsOf(hours: readonly HourSums[], slots: readonly Slot[]): string {
  const peaks = hours.flatMap(({ peakPlayers }) => (peakPlayers === null ? [] : [peakPlayers]));
  const most = peaks.length === 0 ? 'players not known' : `at most ${Math.max(...peaks)} players`;
  const down = slots.some((slot) => slot.down > 0) ? ', with outages' : '';
  const gaps = slots.some((slot) => slot.unwatched > 0) ? ', not watched all the time' : '';
  return `last 24 hours: ${most}${down}${gaps}`;
}

const round = (value: number) => Math.round(value * 10) / 10;
