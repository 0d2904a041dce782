import { expect } from 'vitest';
import { RULES } from '../../collector/src/reconcile/testing/scene.ts';
import type { IntervalRow } from '../../collector/src/reconcile/testing/tables.ts';
import { isGood, type Compared } from './compare.ts';
import { HEARTBEAT_LAG_MS } from './live-state.ts';

/** At every good answer the row of that time tells what was seen, and no row claims time that nobody watched. */
export function expectStatesOfWorld({ rows, polls, nowMs }: Compared): void {
  const good = polls.filter(isGood);
  for (const { outcome, written } of good) {
    if (!written) continue;
    const { players, map, hibernating } = outcome.seen;
    expect(valueAt(rows.states, outcome.at)).toMatchObject({ players, map, hibernating });
  }
  const times = good.map((poll) => poll.outcome.at.getTime());
  for (const row of rows.states) {
    const [start, end] = [row.startedAt.getTime(), row.endedAt?.getTime() ?? nowMs];
    expect(times, 'begins with an answer').toContain(start);
    expectWatched(times, start, end, RULES.staleMs);
  }
  expectNoOverlap(rows.states);
}

/** At every poll the row of that time tells how it ended; a row claims time only while a run was there. */
export function expectReachabilityOfWorld({ rows, polls, journal, nowMs }: Compared): void {
  for (const { outcome, written } of polls) {
    if (!written) continue;
    expect(valueAt(rows.reachability, outcome.at)).toBe(outcome.ok ? 'ok' : outcome.kind);
  }
  const times = polls.map((poll) => poll.outcome.at.getTime());
  const good = polls.filter(isGood).map((poll) => poll.outcome.at.getTime());
  for (const row of rows.reachability) {
    const [start, end] = [row.startedAt.getTime(), row.endedAt?.getTime() ?? nowMs];
    expect(times, 'begins with a poll').toContain(start);
    if (row.value === 'ok') expectWatched(good, start, end, RULES.staleMs + HEARTBEAT_LAG_MS);
    for (const [index, run] of journal.runs.entries()) {
      const next = polls.find((poll) => poll.runId > run.id)?.outcome.at.getTime() ?? nowMs;
      const gapFrom = run.endedAt ?? nowMs;
      if (index === journal.runs.length - 1 || next - gapFrom <= RULES.staleMs + HEARTBEAT_LAG_MS)
        continue;
      const claimed = Math.min(end, next) - Math.max(start, gapFrom);
      expect(claimed, 'nobody was there').toBeLessThanOrEqual(0);
    }
  }
  expectNoOverlap(rows.reachability);
}

/** Between the times of a row that somebody looked there is never more than `mostMs`. */
function expectWatched(times: readonly number[], start: number, end: number, mostMs: number): void {
  const within = [start, ...times.filter((time) => time > start && time < end), end];
  for (const [i, time] of within.entries()) {
    expect(time - (within[i - 1] ?? time), 'nobody looked').toBeLessThanOrEqual(mostMs);
  }
}

function expectNoOverlap(rows: readonly IntervalRow<unknown>[]): void {
  for (const [i, row] of rows.entries()) {
    const before = rows[i - 1];
    if (before === undefined) continue;
    expect(before.endedAt?.getTime() ?? Infinity).toBeLessThanOrEqual(row.startedAt.getTime());
  }
}

/** What a row claims for a time; one that a heartbeat ended may have ended a little before the last poll. */
function valueAt<Value>(rows: readonly IntervalRow<Value>[], at: Date): Value | null {
  const row = rows.findLast((one) => one.startedAt <= at);
  if (row === undefined) return null;
  const afterEndMs = row.endedAt === null ? 0 : at.getTime() - row.endedAt.getTime();
  return afterEndMs > HEARTBEAT_LAG_MS ? null : row.value;
}
