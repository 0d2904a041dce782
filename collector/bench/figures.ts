import type { Figure } from '../../shared/bench/figures.ts';
import { peakToMean, percentile } from '../../shared/bench/statistics.ts';
import { retryDelayMs } from '../src/poll/backoff.ts';
import { REGULARS } from './fleet/people.ts';
import type { Phase } from './phase.ts';
import type { SizeResult } from './run-size.ts';

const TEN_MINUTES_MS = 600_000;

/** What one run shows, beside what is asked for. */
export function figuresOf(result: SizeResult): readonly Figure[] {
  const { quiet, swaps, newcomers, silent } = result;
  return [
    ...[quiet, swaps].map((phase) => costFigure(phase)),
    cost('', 'Postgres, CPU a poll, nothing changes', quiet.postgresCpuUs / quiet.polls),
    cost('', 'Postgres, CPU a change', swaps.postgresCpuUs / swaps.joins),
    bytes('', 'WAL of the start: loading, first sums, VACUUM', result.startWalBytes, null),
    bytes('A3', 'WAL an interval, nothing changes', quiet.walBytes / quiet.intervals, 2_000),
    bytes('', 'WAL a poll, nothing changes', quiet.walBytes / quiet.polls, null),
    bytes(
      'A4',
      `WAL a join + leave + state, ${Math.round(REGULARS * 100)} % of who joins known`,
      swaps.walBytes / swaps.joins,
      1_700,
    ),
    bytes('', 'the same, nobody known before', newcomers.walBytes / newcomers.joins, null),
    ...[quiet, swaps, silent].flatMap((phase) => punctuality(phase, result.intervalMs)),
    ...truth(result),
    memory(result),
    ...login(result),
    below('', 'connections to Postgres', result.databaseConnections, null, String),
    below('', 'stop', result.stop.tookMs, 5_000, milliseconds),
    {
      id: '',
      what: 'exit status; bugs in the log',
      measured: `${String(result.stop.code)}; ${result.bugs}`,
      limit: '0; 0',
      ok: result.stop.code === 0 && result.bugs === 0,
    },
  ];
}

function costFigure(phase: Phase): Figure {
  const collector = phase.collectorCpuUs / phase.polls;
  const floor = phase.floorCpuUs / phase.floorPolls;
  const ratio = collector / floor;
  return {
    id: 'A1',
    what: `collector, CPU a poll, ${phase.name}`,
    measured: `${collector.toFixed(1)} µs = ${ratio.toFixed(2)} × ${floor.toFixed(1)} µs`,
    limit: phase.name === 'nothing changes' ? '≤ 2.00 × floor' : '',
    ok: phase.name === 'nothing changes' ? ratio <= 2 : null,
  };
}

/** How evenly servers were polled. */
export function punctuality(phase: Phase, intervalMs: number): readonly Figure[] {
  const part = (of: number) => (100 * percentile(phase.deviationsMs, of)) / intervalMs;
  const [low, high] = [part(0.01), part(0.99)];
  const peak = peakToMean(phase.tenths);
  return [
    {
      id: 'A5',
      what: `time between polls, ${phase.name}: p1, p50, p99, max`,
      measured: [low, part(0.5), high, part(1)].map(percent).join(' '),
      limit: 'p1…p99 ± 6.0 %',
      ok: low >= -6 && high <= 6,
    },
    below('A5', `peak per 100 ms, ${phase.name}`, peak, 3, (value) => `${value.toFixed(2)} × mean`),
    below('A5', `connections to one server, ${phase.name}`, phase.mostConnections, 1, String),
  ];
}

function truth({ comparison, intervalMs }: SizeResult): readonly Figure[] {
  const { missed, invented, doubled, leftOpen, closed, visible } = comparison;
  const late = (part: number) => percentile(comparison.latenciesMs, part);
  return [
    {
      id: 'A8',
      what: `sessions missed, invented, doubled, left open, closed`,
      measured: `${missed} ${invented} ${doubled} ${leftOpen} ${closed} of ${visible}`,
      limit: '0 0 0 0 0',
      ok: missed + invented + doubled + leftOpen + closed === 0,
    },
    below(
      'A8',
      'joined error p99',
      percentile(comparison.joinedErrorsMs, 0.99),
      1_000,
      milliseconds,
    ),
    below(
      'A8',
      'left error p99',
      percentile(comparison.leftErrorsMs, 0.99),
      intervalMs,
      milliseconds,
    ),
    below('A10', 'join to row p50', late(0.5), (3_200 * intervalMs) / 5_000, milliseconds),
    below('A10', 'join to row p95', late(0.95), (5_500 * intervalMs) / 5_000, milliseconds),
  ];
}

function memory({ servers, quiet, silent }: SizeResult): Figure {
  const limit = servers <= 500 ? 90 : servers <= 5_000 ? 150 : null;
  const [from, to] = [quiet, silent].map((phase) => phase.residentBytes / 1_000_000);
  return {
    id: 'A9',
    what: 'RSS of the collector, first and last phase',
    measured: `${(from ?? NaN).toFixed(0)} MB, ${(to ?? NaN).toFixed(0)} MB`,
    limit: limit === null ? '' : `≤ ${limit} MB`,
    ok: limit === null ? null : Math.max(from ?? NaN, to ?? NaN) <= limit,
  };
}

function login({ login: { refused, seconds, newPasswordMs } }: SizeResult): readonly Figure[] {
  const planned = attemptsWithin(TEN_MINUTES_MS);
  const allowed = attemptsWithin(seconds * 1_000);
  return [
    below('A11', 'wrong password, attempts in 10 minutes as planned', planned, 3, String),
    below('A11', `wrong password, attempts in ${seconds.toFixed(0)} s`, refused, allowed, String),
    below('A11', 'new password used after', newPasswordMs, 10_000, milliseconds),
  ];
}

/** Logins that the back-off allows in this time. */
function attemptsWithin(ms: number): number {
  let attempts = 0;
  for (let atMs = 0; atMs < ms;) {
    attempts += 1;
    atMs += retryDelayMs({ refused: attempts, other: 0, last: 'refused' }, 5_000, 0) ?? 5_000;
  }
  return attempts;
}

export function below(
  id: string,
  what: string,
  value: number,
  limit: number | null,
  show: (value: number) => string,
): Figure {
  return {
    id,
    what,
    measured: show(value),
    limit: limit === null ? '' : `≤ ${show(limit)}`,
    ok: limit === null ? null : value <= limit,
  };
}

function cost(id: string, what: string, value: number): Figure {
  return below(id, what, value, null, (us) => `${us.toFixed(1)} µs`);
}

function bytes(id: string, what: string, value: number, limit: number | null): Figure {
  return below(id, what, value, limit, (count) => `${count.toFixed(count < 10 ? 2 : 0)} B`);
}

export const milliseconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;

const percent = (value: number): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)} %`;
