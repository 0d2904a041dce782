import type { Figure } from '../../../shared/bench/figures.ts';
import type { Look } from './look.ts';

/** What may be left out at the beginning: code is compiled, caches fill. */
const SETTLING_PART = 1 / 6;
const MAX_GROWTH = 0.05;
const MAX_ROW_GROWTH = 0.1;
/** A machine with other things to do delays everything: what has to stay is the mean. */
const MAX_LATE_GROWTH = 0.5;
/** Less than this is nothing that anybody notices, however many times more it is. */
const LATE_MORE_SECONDS = 0.002;
const MAX_FEWER_POLLS = 0.01;
const MAX_HANDLES_MORE = 4;

/** Whether it stays as it is: the last third of the time beside the first third after it has settled. */
export function verdict(looks: readonly Look[]): readonly Figure[] {
  const settled = looks.slice(Math.ceil(looks.length * SETTLING_PART));
  // Of one look nothing can be said.
  const third = Math.max(2, Math.floor(settled.length / 3));
  const early = settled.slice(0, third);
  const late = settled.slice(-third);
  const grown = (of: (look: Look) => number) => mean(late.map(of)) / mean(early.map(of)) - 1;
  const handles = settled.map((look) => look.handles);
  const [p99Early, p99Late] = [latePart(early, 0.99), latePart(late, 0.99)];
  const rowBytes = (look: Look) => (look.tableBytes + look.indexBytes) / Math.max(1, look.rows);
  const figure = (what: string, measured: string, limit: string, ok: boolean | null): Figure => ({
    id: '',
    what,
    measured,
    limit,
    ok,
  });
  const rss = grown((look) => look.residentBytes);
  const row = grown(rowBytes);
  const lateMore = meanLate(late) - meanLate(early);
  const later = lateMore / meanLate(early);
  const polls = pollsPerSecond(late) / pollsPerSecond(early) - 1;
  const more = Math.max(...handles) - Math.min(...handles);
  return [
    figure('memory (RSS), late beside early', percent(rss), '+5 %', rss <= MAX_GROWTH),
    figure('heap in use', percent(grown((look) => look.heapUsedBytes)), '', null),
    figure(
      'files and sockets, most beside fewest',
      `+${more} of ${Math.min(...handles)}`,
      `+${MAX_HANDLES_MORE}`,
      more <= MAX_HANDLES_MORE,
    ),
    figure(
      'polls a second, late beside early',
      `${percent(polls)} of ${pollsPerSecond(early).toFixed(1)}`,
      '-1 %',
      polls >= -MAX_FEWER_POLLS,
    ),
    figure(
      'rounds of the poll loop, p99 late',
      `<= ${p99Early} s, then <= ${p99Late} s`,
      'one step more',
      p99Late <= stepAbove(settled, p99Early),
    ),
    figure(
      'how late they are on average',
      `${percent(later)} of ${(meanLate(early) * 1_000).toFixed(1)} ms`,
      '+50 % and 2 ms',
      later <= MAX_LATE_GROWTH || lateMore <= LATE_MORE_SECONDS,
    ),
    figure(
      'changes that wait, at most',
      String(Math.max(...looks.map((look) => look.queueChanges))),
      '',
      null,
    ),
    figure('bytes of tables and indexes a row', percent(row), '+10 %', row <= MAX_ROW_GROWTH),
  ];
}

/** The next bound of the histogram: two or two and a half times as much. */
function stepAbove(looks: readonly Look[], bound: number): number {
  const bounds = [...(looks.at(-1)?.rounds.keys() ?? [])].sort((a, b) => a - b);
  return bounds.find((next) => next > bound) ?? Infinity;
}

/** Between the first and the last of these looks. */
function pollsPerSecond(looks: readonly Look[]): number {
  const [first, last] = [looks[0], looks.at(-1)];
  const seconds = ((last?.minute ?? 0) - (first?.minute ?? 0)) * 60;
  return ((last?.polls ?? 0) - (first?.polls ?? 0)) / seconds;
}

/** The bound below which `part` of all rounds between the first and the last look began late. */
function latePart(looks: readonly Look[], part: number): number {
  const first = looks[0]?.rounds ?? new Map<number, number>();
  const last = looks.at(-1)?.rounds ?? new Map<number, number>();
  const between = (bound: number) => (last.get(bound) ?? 0) - (first.get(bound) ?? 0);
  const all = between(Infinity);
  const bounds = [...last.keys()].sort((a, b) => a - b);
  return bounds.find((bound) => between(bound) >= part * all) ?? Infinity;
}

/** Between the first and the last of these looks, seconds. */
function meanLate(looks: readonly Look[]): number {
  const [first, last] = [looks[0], looks.at(-1)];
  const rounds = (last?.rounds.get(Infinity) ?? 0) - (first?.rounds.get(Infinity) ?? 0);
  return ((last?.lateSeconds ?? 0) - (first?.lateSeconds ?? 0)) / rounds;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(part: number): string {
  return `${part >= 0 ? '+' : ''}${(part * 100).toFixed(1)} %`;
}
