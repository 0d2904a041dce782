import type { EndReason, ReachabilityStatus } from '@rollcall/shared/schema';
import type { Change, PingRange, ServerState } from '../change.ts';
import { CLOCK_BACK_LIMIT_MS } from '../clock.ts';
import { emptyHistory } from '../empty-history.ts';
import type { ClosedSession, OpenSession, ServerHistory } from '../history.ts';

export interface SessionRow {
  readonly playerId: bigint;
  readonly joinedAt: Date;
  readonly nameAtJoin: string;
  leftAt: Date | null;
  lastSeenAt: Date | null;
  reason: EndReason | null;
  ping: PingRange | null;
}

export interface IntervalRow<Value> {
  readonly value: Value;
  readonly startedAt: Date;
  endedAt: Date | null;
}

/**
 * What the database would hold for one server, with its constraints: a change that the database would refuse, or that would make
 * the history lie, throws.
 */
export class Tables {
  readonly states: IntervalRow<ServerState>[] = [];
  readonly reachability: IntervalRow<ReachabilityStatus>[] = [];
  readonly sessions: SessionRow[] = [];
  readonly names = new Map<bigint, string[]>();
  watch: { runId: number; lastOkAt: Date | null } | null = null;
  /** By run id. */
  readonly heartbeats = new Map<number, Date>();

  apply(changes: readonly Change[], runId = 1): void {
    for (const change of changes) this.#applyOne(change, runId);
  }

  #applyOne(change: Change, runId: number): void {
    switch (change.type) {
      case 'state-started':
        start(this.states, change.startedAt, change.state);
        break;
      case 'state-ended':
        end(this.states, change.startedAt, change.endedAt);
        break;
      case 'reachability-started':
        start(this.reachability, change.startedAt, change.status);
        break;
      case 'reachability-ended':
        end(this.reachability, change.startedAt, change.endedAt);
        break;
      case 'session-opened':
        this.#open(change);
        break;
      case 'session-closed': {
        const row = this.#find(change);
        const { leftAt, lastSeenAt, reason, ping } = change;
        refuse(row.leftAt !== null, 'closed twice', change);
        refuse(leftAt < row.joinedAt, 'left before joining', change);
        refuse(lastSeenAt < row.joinedAt || lastSeenAt > leftAt, 'seen outside', change);
        Object.assign(row, { leftAt, lastSeenAt, reason, ping });
        break;
      }
      case 'session-reopened': {
        const row = this.#find(change);
        refuse(row.leftAt === null, 'reopened while open', change);
        const newest = this.sessionsOf(change.playerId).at(-1);
        refuse(newest !== row, 'reopened under a newer session', change);
        Object.assign(row, { leftAt: null, lastSeenAt: null, reason: null });
        this.#name(change.playerId, change.name);
        break;
      }
      case 'ping-widened': {
        const row = this.#find(change);
        refuse(row.leftAt !== null, 'ping of a closed session', change);
        row.ping = change.ping;
        break;
      }
      case 'name-seen':
        this.#name(change.playerId, change.name);
        break;
      case 'watch-started':
        refuse(
          this.watch?.runId === runId && this.watch.lastOkAt === null,
          'watched twice',
          change,
        );
        this.watch = { runId, lastOkAt: null };
        break;
      case 'watch-lost':
        this.watch = { runId, lastOkAt: change.lastOkAt };
        break;
      // Of the poll, and no part of the history.
      case 'answers-incomplete':
        break;
    }
  }

  sessionsOf(playerId: bigint): SessionRow[] {
    return this.sessions
      .filter((row) => row.playerId === playerId)
      .sort((first, second) => first.joinedAt.getTime() - second.joinedAt.getTime());
  }

  /** What `loadHistories` of the store reads for run `runId`; `closedWindowMs` back the closed sessions are read with it. */
  load(now: Date, runId: number, closedWindowMs = 7_200_000): ServerHistory {
    const heartbeat = this.watch === null ? null : (this.heartbeats.get(this.watch.runId) ?? null);
    const earlier = [...this.heartbeats].filter(([id]) => id < runId).map(([, at]) => at);
    const lastOkAt = this.watch?.lastOkAt ?? heartbeat;
    const closedSince = new Date(now.getTime() - closedWindowMs);
    const state = this.states.find((row) => row.endedAt === null);
    const reachability = this.reachability.find((row) => row.endedAt === null);
    const open = new Map<bigint, OpenSession>();
    const closed = new Map<bigint, ClosedSession | null>();
    for (const row of this.sessions) {
      if (row.leftAt === null) open.set(row.playerId, openSession(row, lastOkAt));
      else if (row.leftAt >= closedSince) closed.set(row.playerId, this.newestClosed(row.playerId));
    }
    return {
      ...emptyHistory(1, now),
      state: state === undefined ? null : { startedAt: state.startedAt, state: state.value },
      lastOkAt,
      open,
      closed,
      closedSince,
      reachability:
        reachability === undefined
          ? null
          : { startedAt: reachability.startedAt, status: reachability.value },
      lastWatchedAt: heartbeat ?? earlier.at(-1) ?? null,
    };
  }

  newestClosed(playerId: bigint): ClosedSession | null {
    const row = this.sessionsOf(playerId).findLast((session) => session.leftAt !== null);
    if (!row?.leftAt || row.lastSeenAt === null || row.reason === null) return null;
    const { joinedAt, leftAt, lastSeenAt, reason, ping, nameAtJoin: name } = row;
    return { playerId, joinedAt, leftAt, lastSeenAt, reason, name, ping };
  }

  #open(change: Extract<Change, { type: 'session-opened' }>): void {
    const { playerId, joinedAt, name, ping, seenAt } = change;
    refuse(seenAt < joinedAt, 'seen before joining', change);
    for (const row of this.sessionsOf(playerId)) {
      refuse(row.leftAt === null, 'opened twice', change);
      refuse(row.joinedAt >= joinedAt, 'joined before an earlier session', change);
      refuse(row.leftAt !== null && row.leftAt > joinedAt, 'overlaps', change);
    }
    const open = { leftAt: null, lastSeenAt: null, reason: null };
    this.sessions.push({ playerId, joinedAt, nameAtJoin: name, ping, ...open });
    this.#name(playerId, name);
  }

  #find({ playerId, joinedAt }: { playerId: bigint; joinedAt: Date }): SessionRow {
    const row = this.sessions.find(
      (one) => one.playerId === playerId && one.joinedAt.getTime() === joinedAt.getTime(),
    );
    if (row === undefined) throw new Error(`no session of ${String(playerId)}`);
    return row;
  }

  #name(playerId: bigint, name: string): void {
    const names = this.names.get(playerId) ?? [];
    if (!names.includes(name)) this.names.set(playerId, [...names, name]);
  }
}

function openSession(row: SessionRow, lastOkAt: Date | null): OpenSession {
  const { playerId, joinedAt, nameAtJoin: name, ping } = row;
  return {
    playerId,
    joinedAt,
    lastSeenAt: lastOkAt !== null && lastOkAt > joinedAt ? lastOkAt : joinedAt,
    connectionStart: joinedAt,
    userId: null,
    name,
    ping,
    pingWritten: { at: joinedAt, ping },
  };
}

function start<Value>(rows: IntervalRow<Value>[], startedAt: Date, value: Value): void {
  for (const row of rows) {
    refuse(row.endedAt === null, 'two current rows', value);
    // Told by a clock that was years ahead.
    if (row.startedAt.getTime() - startedAt.getTime() > CLOCK_BACK_LIMIT_MS) continue;
    refuse(row.startedAt >= startedAt, 'rows start backwards', value);
    refuse(row.endedAt !== null && row.endedAt > startedAt, 'rows overlap', value);
  }
  rows.push({ value, startedAt, endedAt: null });
}

function end<Value>(rows: IntervalRow<Value>[], startedAt: Date, endedAt: Date): void {
  const row = rows.find((one) => one.startedAt.getTime() === startedAt.getTime());
  if (row === undefined) throw new Error('ends a row that is not there');
  refuse(row.endedAt !== null, 'ended twice', row);
  refuse(endedAt < row.startedAt, 'ends before it starts', row);
  row.endedAt = endedAt;
}

function refuse(wrong: boolean, what: string, where: unknown): void {
  if (!wrong) return;
  const text = JSON.stringify(where, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  throw new Error(`${what}: ${text}`);
}
