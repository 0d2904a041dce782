import { expect } from 'vitest';
import { playerId, RULES } from '../../collector/src/reconcile/testing/scene.ts';
import type { SessionRow } from '../../collector/src/reconcile/testing/tables.ts';
import type { Connection } from '../../collector/src/reconcile/testing/world.ts';
import type { GameServer } from './game-server.ts';
import type { Journal, Poll } from './journal.ts';
import { HEARTBEAT_LAG_MS } from './live-state.ts';
import type { ServerRows } from './rows.ts';

/** Whole seconds, and an answer that takes up to a second. */
const JOIN_TOLERANCE_MS = 2_000;

export type GoodPoll = Poll & { readonly outcome: { readonly ok: true } };

/** What was seen of one connection by answers that were written. */
interface Visible {
  readonly connection: Connection;
  readonly first: Poll;
  readonly clockStart: number;
  readonly last: Poll;
  /** The first answer after its end that would have shown it. */
  readonly missed: GoodPoll | null;
}

/** One server of a play, and what the database holds of it. */
export interface Compared {
  readonly server: GameServer;
  readonly rows: ServerRows;
  readonly polls: readonly Poll[];
  readonly journal: Journal;
  readonly nowMs: number;
}

export function compared(
  server: GameServer,
  rows: ServerRows,
  journal: Journal,
  nowMs: number,
): Compared {
  const polls = journal.polls.filter((poll) => poll.serverId === server.id);
  return { server, rows, polls, journal, nowMs };
}

/** What is written is what was decided, row by row, however often it was sent. */
export function expectRowsAsWritten({ server, rows, journal }: Compared): void {
  const tables = journal.tables.get(server.id);
  const sessions = [...(tables?.sessions ?? [])].sort(
    (a, b) => a.joinedAt.getTime() - b.joinedAt.getTime() || Number(a.playerId - b.playerId),
  );
  expect(rows.sessions).toEqual(sessions);
  expect(rows.states).toEqual(tables?.states);
  expect(rows.reachability).toEqual(tables?.reachability);
  expect(rows.watch).toEqual(tables?.watch);
}

/** Every connection that a written answer showed is there, once, with its times; and there is nothing else. */
export function expectSessionsOfWorld(one: Compared): void {
  const { server, rows } = one;
  const players = new Set(server.world.connections.map((connection) => connection.player));
  const ids = [...players].map(playerId);
  expect(rows.sessions.filter((row) => !ids.includes(row.playerId))).toEqual([]);
  for (const player of players) {
    const sessions = rows.sessions.filter((row) => row.playerId === playerId(player));
    const visible = visibleOf(one, player);
    expect(sessions.map(brief), `sessions of player ${player}`).toHaveLength(visible.length);
    for (const [index, seen] of visible.entries()) {
      const row = sessions[index];
      if (row === undefined) throw new Error('no row');
      expectJoin(row, seen, sessions[index - 1]);
      expectEnd(row, seen, one);
      expectPing(row, seen, one);
    }
    expectTotal(sessions, visible, one.nowMs);
  }
}

/** By the order in which they began. */
function visibleOf({ server, polls }: Compared, player: number): Visible[] {
  return server.world.connections.flatMap((connection) => {
    if (connection.player !== player) return [];
    const sightings = polls.flatMap((poll) => {
      if (!poll.written || poll.waiting.has(playerId(player))) return [];
      const shown = poll.shown.find((person) => person.connection === connection);
      return shown === undefined ? [] : [{ poll, shown }];
    });
    const [first] = sightings;
    const last = sightings.at(-1);
    if (first === undefined || last === undefined) return [];
    const { disconnectedAt } = connection;
    const missed =
      disconnectedAt === null
        ? undefined
        : polls
            .filter(isGood)
            .find(
              (poll) => poll.written && poll.askedAt > disconnectedAt && poll.outcome.seen.complete,
            );
    return [
      {
        connection,
        first: first.poll,
        clockStart: first.shown.clockStart,
        last: last.poll,
        missed: missed ?? null,
      },
    ];
  });
}

function expectJoin(row: SessionRow, seen: Visible, before: SessionRow | undefined): void {
  const joined = row.joinedAt.getTime();
  expect(joined).toBeGreaterThanOrEqual(seen.clockStart);
  // Where the session before ended only as well as a heartbeat knows, this one begins no earlier.
  const isGap = before?.reason === 'collector_gap' || before?.reason === 'unreachable';
  const clipped = isGap ? (before.leftAt?.getTime() ?? 0) : 0;
  expect(joined).toBeLessThanOrEqual(Math.max(seen.clockStart + JOIN_TOLERANCE_MS, clipped));
  if (before !== undefined) {
    expect(before.leftAt?.getTime() ?? Infinity, 'overlap').toBeLessThanOrEqual(joined);
  }
}

/** It ended between the last poll that saw it and the first that would have: in calm times, within one interval. */
function expectEnd(row: SessionRow, seen: Visible, { polls }: Compared): void {
  if (seen.connection.disconnectedAt === null) {
    expect(row.leftAt, 'left, but is in game').toBeNull();
    return;
  }
  if (row.leftAt === null || row.lastSeenAt === null || seen.missed === null) {
    throw new Error(`still open: ${JSON.stringify(brief(row))}`);
  }
  const left = row.leftAt.getTime();
  const [first, last] = [seen.first.outcome.at.getTime(), seen.last.outcome.at.getTime()];
  const missed = seen.missed.outcome.at.getTime();
  if (row.reason === 'left') {
    expect(left).toBeGreaterThanOrEqual(last);
    expect(left).toBeLessThanOrEqual(missed);
    expect(left - row.lastSeenAt.getTime()).toBeLessThanOrEqual(RULES.staleMs);
    return;
  }
  expect(left).toBeGreaterThanOrEqual(last - HEARTBEAT_LAG_MS);
  const before = polls.filter((poll) => isGood(poll) && poll.outcome.at.getTime() < missed);
  const lastLook = before.at(-1)?.outcome.at.getTime() ?? first;
  expect(left, 'left after the last look').toBeLessThanOrEqual(Math.max(lastLook, first));
}

/** Of what one run saw and wrote, the range is exact once the session has ended. */
function expectPing(row: SessionRow, { connection }: Visible, { polls }: Compared): void {
  const seen = polls.filter((poll) => poll.shown.some((one) => one.connection === connection));
  const pings = seen
    .flatMap((poll) => poll.shown.filter((one) => one.connection === connection))
    .map((one) => Math.round(one.ping));
  const range = { min: Math.min(...pings), max: Math.max(...pings) };
  if (row.ping === null) throw new Error('no ping');
  expect(row.ping.min).toBeGreaterThanOrEqual(range.min);
  expect(row.ping.max).toBeLessThanOrEqual(range.max);
  const isOfOneRun = seen.every((poll) => poll.written && poll.runId === seen[0]?.runId);
  if (row.reason === 'left' && isOfOneRun) expect(row.ping).toEqual(range);
}

/** The seconds of a player on this server, all together. */
function expectTotal(
  rows: readonly SessionRow[],
  visible: readonly Visible[],
  nowMs: number,
): void {
  const total = sum(rows.map((row) => (row.leftAt?.getTime() ?? nowMs) - row.joinedAt.getTime()));
  const atMost = visible.map(({ clockStart, connection, missed }) => {
    const end = connection.disconnectedAt === null ? nowMs : (missed?.outcome.at.getTime() ?? NaN);
    return end - clockStart;
  });
  const atLeast = visible.map(({ clockStart, connection, last }) => {
    const end =
      connection.disconnectedAt === null ? nowMs : last.outcome.at.getTime() - HEARTBEAT_LAG_MS;
    return Math.max(0, end - clockStart - JOIN_TOLERANCE_MS - HEARTBEAT_LAG_MS);
  });
  expect(total).toBeLessThanOrEqual(sum(atMost));
  expect(total).toBeGreaterThanOrEqual(sum(atLeast));
}

function brief({ joinedAt, leftAt, reason }: SessionRow) {
  return { joinedAt, leftAt, reason };
}

export function isGood(poll: Poll): poll is GoodPoll {
  return poll.outcome.ok;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
