import { expect } from 'vitest';
import { INTERVAL_MS, type Play, type Poll } from './play.ts';
import { playerId, RULES } from './scene.ts';
import type { IntervalRow, SessionRow } from './tables.ts';
import type { Connection } from './world.ts';

/** Whole seconds, and an answer that takes up to a second. */
const JOIN_TOLERANCE_MS = 2_000;

/** A heartbeat may be an interval off, and an answer late. */
const HEARTBEAT_TOLERANCE_MS = INTERVAL_MS + 1_000;

type GoodPoll = Poll & { readonly outcome: { readonly ok: true } };

/** Every connection that a poll could see is there, once, with its times; and there is nothing else. */
export function expectSessionsOfWorld({ world, tables, polls }: Play): void {
  const players = new Set(world.connections.map((one) => one.player));
  for (const player of players) {
    const rows = tables.sessionsOf(playerId(player));
    const visible = world.connections.filter((one) => one.player === player && one.seen !== null);
    expect(rows, `sessions of player ${player}`).toHaveLength(visible.length);
    for (const [index, connection] of visible.entries()) {
      const row = rows[index];
      if (row === undefined) throw new Error('no row');
      expectJoin(row, connection, rows[index - 1]);
      expectEnd(row, connection, polls.filter(isGood));
    }
  }
}

function expectJoin(row: SessionRow, connection: Connection, before: SessionRow | undefined): void {
  const start = connection.seen?.clockStart ?? NaN;
  const joined = row.joinedAt.getTime();
  expect(joined).toBeGreaterThanOrEqual(start);
  // Where the session before ended only as well as a heartbeat knows, this one begins no earlier.
  const gap = before?.reason === 'collector_gap' || before?.reason === 'unreachable';
  const clipped = gap ? (before.leftAt?.getTime() ?? 0) : 0;
  expect(joined).toBeLessThanOrEqual(Math.max(start + JOIN_TOLERANCE_MS, clipped));
}

/** It ended between the last poll that saw it and the first that would have. */
function expectEnd(row: SessionRow, connection: Connection, good: readonly GoodPoll[]): void {
  const { disconnectedAt } = connection;
  if (disconnectedAt === null) {
    expect(row.leftAt).toBeNull();
    return;
  }
  if (row.leftAt === null || row.lastSeenAt === null) throw new Error('still open');
  const left = row.leftAt.getTime();
  const lastSeen = connection.seen?.last ?? NaN;
  expect(left).toBeGreaterThanOrEqual(lastSeen - HEARTBEAT_TOLERANCE_MS);
  if (row.reason === 'left') expect(left).toBeGreaterThanOrEqual(lastSeen);
  const next = good.find((poll) => poll.askedAt > disconnectedAt && poll.outcome.seen.complete);
  expect(left).toBeLessThanOrEqual(next?.outcome.at.getTime() ?? NaN);
}

/** For games without times: whoever was seen has a session at that time, and only who is on has one open. */
export function expectWhoWasSeenIsCovered({ world, tables, polls }: Play): void {
  for (const poll of polls) {
    const at = poll.outcome.at.getTime();
    for (const { connection, name } of poll.shown) {
      const covering = tables.sessionsOf(playerId(connection.player)).filter((row) => {
        const left = row.leftAt?.getTime() ?? Infinity;
        return row.joinedAt.getTime() <= at && left >= at - HEARTBEAT_TOLERANCE_MS;
      });
      expect(covering).not.toEqual([]);
      expect(tables.names.get(playerId(connection.player))).toContain(name);
    }
  }
  const online = world.online().map((one) => playerId(one.player));
  const open = tables.sessions.filter((row) => row.leftAt === null).map((row) => row.playerId);
  expect(new Set(open)).toEqual(new Set(online));
}

/** At every good poll the row of that time tells what was seen, and no row claims time that nobody watched. */
export function expectStatesOfWorld({ tables, polls }: Play): void {
  const good = polls.filter(isGood);
  for (const { outcome } of good) {
    const { players, map, hibernating } = outcome.seen;
    expect(valueAt(tables.states, outcome.at)).toMatchObject({ players, map, hibernating });
  }
  const times = good.map((poll) => poll.outcome.at.getTime());
  for (const row of tables.states) {
    const start = row.startedAt.getTime();
    const end = row.endedAt?.getTime() ?? times.at(-1) ?? start;
    const within = [start, ...times.filter((time) => time > start && time < end), end];
    for (const [i, time] of within.entries()) {
      const gap = time - (within[i - 1] ?? time);
      expect(gap).toBeLessThanOrEqual(RULES.staleMs + HEARTBEAT_TOLERANCE_MS);
    }
  }
}

/** At every poll the row of that time tells how it ended. */
export function expectReachabilityOfWorld({ tables, polls }: Play): void {
  for (const { outcome } of polls) {
    const status = outcome.ok ? 'ok' : outcome.kind;
    expect(valueAt(tables.reachability, outcome.at)).toBe(status);
  }
}

/** What a row claims for a time; one that a heartbeat ended may have ended a little before the last poll. */
function valueAt<Value>(rows: readonly IntervalRow<Value>[], at: Date): Value | null {
  const row = rows.findLast((one) => one.startedAt <= at);
  if (row === undefined) return null;
  const afterEndMs = row.endedAt === null ? 0 : at.getTime() - row.endedAt.getTime();
  return afterEndMs > HEARTBEAT_TOLERANCE_MS ? null : row.value;
}

function isGood(poll: Poll): poll is GoodPoll {
  return poll.outcome.ok;
}
