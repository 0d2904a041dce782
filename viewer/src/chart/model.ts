import type { HourSums } from '../queries/history-hours.ts';
import type { Capacity, Piece } from '../queries/history-pieces.ts';
import { wider } from '../queries/hour-sums.ts';
import type { ServerHistory } from '../queries/server-history.ts';
import type { ServerReaches } from '../queries/server-reachability.ts';
import { bandsOfHours, bandsOfPieces, type Band } from './bands.ts';
import { summaryOfHours, summaryOfPieces, type PeriodSummary } from './summary.ts';

/** More cannot be told apart on a screen. */
const MAX_STEPS_OF_HOURS = 260;
const HOURS_EACH = [1, 2, 3, 4, 6, 12, 24] as const;

/** A stretch at one height. Milliseconds since 1970. */
export interface Step {
  readonly fromMs: number;
  readonly toMs: number;
  /** Null where it is not known. */
  readonly value: number | null;
}

export interface MapSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly map: string;
}

/** All that a chart of players shows. */
export interface PlayerChart {
  readonly fromMs: number;
  readonly toMs: number;
  /** Exact: how many were on. Else the most of each stretch of hours. */
  readonly steps: readonly Step[];
  /** The average of each of these; null where every change is known. */
  readonly averages: readonly Step[] | null;
  readonly bands: readonly Band[];
  readonly maps: readonly MapSpan[];
  readonly capacities: readonly Step[];
  /** What single polls saw that lasted no time. */
  readonly dots: readonly { readonly atMs: number; readonly players: number }[];
  readonly summary: PeriodSummary;
  /** For the table: one of both. */
  readonly pieces: readonly Piece[] | null;
  readonly hours: readonly HourSums[] | null;
  /** From here on nothing is told yet; null in nearly every case. */
  readonly unknownSinceMs: number | null;
}

interface Limits {
  readonly fromMs: number;
  readonly toMs: number;
  /** The present is known only as far as the last poll: a gap at the end shorter than this is none. */
  readonly staleMs: number;
}

/** What is known of the players on a server in a period. */
export function playerChart(
  history: ServerHistory,
  reaches: ServerReaches,
  limits: Limits,
): PlayerChart {
  return history.kind === 'exact'
    ? exactChart(history, limits)
    : hourlyChart(history, reaches, limits);
}

type Exact = Extract<ServerHistory, { kind: 'exact' }>;
type Hourly = Extract<ServerHistory, { kind: 'hours' }>;

function exactChart({ pieces: all, glimpses, capacities }: Exact, limits: Limits): PlayerChart {
  const pieces = withoutLastMoment(all, limits.staleMs);
  const toMs = pieces.at(-1)?.toMs ?? limits.toMs;
  return {
    fromMs: limits.fromMs,
    toMs,
    steps: pieces.map(({ fromMs, toMs, players }) => ({ fromMs, toMs, value: players })),
    averages: null,
    bands: bandsOfPieces(pieces),
    maps: mapSpans(pieces),
    capacities: capacitySteps(capacities, limits.fromMs, toMs),
    dots: glimpses,
    summary: summaryOfPieces(pieces, glimpses),
    pieces,
    hours: null,
    unknownSinceMs: null,
  };
}

function hourlyChart(history: Hourly, reaches: ServerReaches, limits: Limits): PlayerChart {
  const { fromMs, hours, unknownSinceMs } = history;
  const reached = reaches.reaches.at(-1)?.toMs ?? -Infinity;
  const toMs = limits.toMs - reached < limits.staleMs ? reached : limits.toMs;
  const length = toMs - fromMs;
  const hoursEach =
    HOURS_EACH.find((each) => length / (each * 3_600_000) <= MAX_STEPS_OF_HOURS) ?? 24;
  const wide = wider(hours, hoursEach);
  const step = (hour: HourSums, value: number | null): Step => ({
    fromMs: Math.max(hour.fromMs, fromMs),
    toMs: Math.min(hour.toMs, toMs),
    value,
  });
  return {
    fromMs,
    toMs,
    steps: wide.map((hour) => step(hour, hour.peakPlayers)),
    averages: wide.map((hour) =>
      step(hour, hour.countedSeconds > 0 ? hour.playerSeconds / hour.countedSeconds : null),
    ),
    bands: bandsOfHours(fromMs, toMs, hours, reaches),
    maps: [],
    // As it was at the end; what it was in each hour is not summed up.
    capacities: history.capacities.map(({ maxPlayers }) => ({ fromMs, toMs, value: maxPlayers })),
    dots: [],
    summary: summaryOfHours(fromMs, unknownSinceMs ?? toMs, hours),
    pieces: null,
    hours,
    unknownSinceMs,
  };
}

function withoutLastMoment(pieces: readonly Piece[], staleMs: number): readonly Piece[] {
  const last = pieces.at(-1);
  const short = last?.status === 'unwatched' && last.toMs - last.fromMs < staleMs;
  return short && pieces.length > 1 ? pieces.slice(0, -1) : pieces;
}

function mapSpans(pieces: readonly Piece[]): readonly MapSpan[] {
  const spans: MapSpan[] = [];
  for (const { map, fromMs, toMs } of pieces) {
    if (map === null) continue;
    const last = spans.at(-1);
    if (last?.map === map && last.toMs === fromMs) spans[spans.length - 1] = { ...last, toMs };
    else spans.push({ map, fromMs, toMs });
  }
  return spans;
}

function capacitySteps(capacities: readonly Capacity[], fromMs: number, toMs: number): Step[] {
  return capacities
    .map(({ sinceMs, maxPlayers }, index) => ({
      fromMs: Math.max(sinceMs, fromMs),
      toMs: Math.min(capacities[index + 1]?.sinceMs ?? toMs, toMs),
      value: maxPlayers,
    }))
    .filter((step) => step.toMs > step.fromMs);
}
