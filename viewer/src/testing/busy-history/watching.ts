import type { ReachabilityStatus } from '@rollcall/shared/schema';
import type { Trouble } from './fleet.ts';
import type { Random } from './random.ts';

/** Between two polls. */
export const POLL_MS = 5_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** One run of a collector; the last one goes on. */
export interface Run {
  readonly from: number;
  readonly to: number;
  readonly killed: boolean;
}

/** A time in which the server answered, or did not. */
export interface Reach {
  readonly status: ReachabilityStatus;
  readonly detail: string | null;
  readonly from: number;
  /** Null where it goes on. */
  readonly to: number | null;
  /** Whether the server itself was away, and everybody thrown out. */
  readonly crash: boolean;
  /** Whether nobody was watching after it. */
  readonly thenUnwatched: boolean;
}

/** When collectors ran between two times: one was stopped for hours, one killed, and so on in longer histories. */
export function planRuns(since: number, now: number): readonly Run[] {
  const gaps: Run[] = [];
  const gap = (ago: number, lasted: number, killed: boolean) => {
    if (now - ago > since + DAY_MS) gaps.push({ from: now - ago, to: now - ago + lasted, killed });
  };
  for (let week = 3; week >= 1; week -= 1) gap(week * 7 * DAY_MS + HOUR_MS, 3 * HOUR_MS, false);
  gap(62 * HOUR_MS, 2.5 * HOUR_MS, false);
  gap(17 * HOUR_MS, 35 * MINUTE_MS, true);
  const starts = [since, ...gaps.map(({ to }) => to)];
  const ends = [...gaps, { from: now, killed: false }];
  return starts.map((from, n) => ({
    from: grid(from),
    to: n < gaps.length ? grid(ends[n]?.from ?? now) : now,
    killed: ends[n]?.killed ?? false,
  }));
}

export const grid = (time: number) => Math.ceil(time / POLL_MS) * POLL_MS;

interface Outage {
  readonly status: ReachabilityStatus;
  readonly detail: string;
  readonly crash: boolean;
  readonly from: number;
  readonly to: number;
}

/** Whether a server answered while somebody watched. */
export function planReach(
  runs: readonly Run[],
  trouble: Trouble | null,
  now: number,
  random: Random,
): readonly Reach[] {
  const since = runs[0]?.from ?? now;
  if (trouble === 'never polled') return [];
  const outages = planOutages(since, now, trouble, random);
  const stop = trouble === 'disabled' ? grid(now - 1.5 * DAY_MS) : Infinity;
  const reach: Reach[] = [];
  for (const [n, run] of runs.entries()) {
    const end = Math.min(run.to, stop);
    const ongoing = n === runs.length - 1 && end === run.to;
    const add = (from: number, to: number, { status, detail, crash }: Condition) => {
      if (to <= from) return;
      const last = to === end;
      const open = last && ongoing;
      reach.push({ status, detail, from, to: open ? null : to, crash, thenUnwatched: last });
    };
    let at = run.from;
    for (const outage of outages) {
      if (outage.to <= at || outage.from >= end) continue;
      add(at, outage.from, FINE);
      add(Math.max(at, outage.from), Math.min(outage.to, end), outage);
      at = Math.min(outage.to, end);
    }
    add(at, end, FINE);
  }
  return reach;
}

type Condition = Pick<Reach, 'status' | 'detail' | 'crash'>;
const FINE: Condition = { status: 'ok', detail: null, crash: false };
const REFUSED = { status: 'unreachable', detail: 'connect ECONNREFUSED', crash: true } as const;
const SILENT = { status: 'timeout', detail: 'no answer within 2000 ms', crash: false } as const;

function planOutages(since: number, now: number, trouble: Trouble | null, random: Random) {
  const outages: Outage[] = [];
  let at = since + random.between(0, 1.5 * DAY_MS);
  const forever = now + DAY_MS;
  const last = { from: forever, to: forever };
  if (trouble === 'never answered') last.from = 0;
  if (trouble === 'unreachable') last.from = now - 40 * MINUTE_MS;
  if (trouble === 'wrong password') last.from = now - 5 * HOUR_MS;
  for (;;) {
    const crash = random.next() < 0.4;
    const to = at + (crash ? random.between(2, 45) : random.between(0.5, 6)) * MINUTE_MS;
    // The present is quiet where nothing else is asked for.
    if (to > Math.min(last.from, now - 10 * MINUTE_MS)) break;
    outages.push({ ...(crash ? REFUSED : SILENT), from: grid(at), to: grid(to) });
    at = to + random.between(0.3, 3.5) * DAY_MS;
  }
  if (last.from !== forever) {
    const words =
      trouble === 'wrong password'
        ? ({ status: 'auth', detail: 'the password was rejected', crash: false } as const)
        : REFUSED;
    outages.push({ ...words, from: grid(last.from), to: last.to });
  }
  return outages;
}
