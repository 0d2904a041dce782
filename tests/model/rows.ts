import type { Database } from '@rollcall/shared';
import type { ReachabilityStatus } from '@rollcall/shared/schema';
import type { ServerState } from '../../collector/src/reconcile/change.ts';
import type { IntervalRow, SessionRow } from '../../collector/src/reconcile/testing/tables.ts';
import type { EndReason } from '@rollcall/shared/schema';

/** What the database holds of one server, in the order of time. */
export interface ServerRows {
  readonly sessions: readonly SessionRow[];
  readonly states: readonly IntervalRow<ServerState>[];
  readonly reachability: readonly IntervalRow<ReachabilityStatus>[];
  readonly watch: { readonly runId: number; readonly lastOkAt: Date | null } | null;
}

export async function readRows(db: Database, serverId: number): Promise<ServerRows> {
  const [sessions, states, reachability, [watch]] = await Promise.all([
    db.$client<StoredSession[]>`
      select player_id, joined_at, left_at, last_seen_at, end_reason, name_at_join, min_ping, max_ping
      from server_player_session where server_id = ${serverId} order by joined_at, player_id`,
    db.$client<StoredState[]>`
      select started_at, ended_at, players, max_players, bots, map, hibernating
      from server_state where server_id = ${serverId} order by started_at`,
    db.$client<StoredReachability[]>`
      select started_at, ended_at, status from server_reachability where server_id = ${serverId} order by started_at`,
    db.$client<{ run_id: number; last_ok_at: string | null }[]>`
      select run_id, last_ok_at from server_watch where server_id = ${serverId}`,
  ]);
  return {
    sessions: sessions.map(sessionRow),
    states: states.map(({ players, max_players: maxPlayers, bots, map, hibernating, ...row }) =>
      intervalRow(row, { players, maxPlayers, bots, map, hibernating }),
    ),
    reachability: reachability.map((row) => intervalRow(row, row.status)),
    watch:
      watch === undefined ? null : { runId: watch.run_id, lastOkAt: dateOrNull(watch.last_ok_at) },
  };
}

interface StoredSession {
  readonly player_id: string;
  readonly joined_at: string;
  readonly left_at: string | null;
  readonly last_seen_at: string | null;
  readonly end_reason: EndReason | null;
  readonly name_at_join: string;
  readonly min_ping: number | null;
  readonly max_ping: number | null;
}

interface StoredInterval {
  readonly started_at: string;
  readonly ended_at: string | null;
}

interface StoredState extends StoredInterval {
  readonly players: number | null;
  readonly max_players: number | null;
  readonly bots: number | null;
  readonly map: string | null;
  readonly hibernating: boolean | null;
}

interface StoredReachability extends StoredInterval {
  readonly status: ReachabilityStatus;
}

function sessionRow(row: StoredSession): SessionRow {
  const { min_ping: min, max_ping: max } = row;
  return {
    playerId: BigInt(row.player_id),
    joinedAt: new Date(row.joined_at),
    nameAtJoin: row.name_at_join,
    leftAt: dateOrNull(row.left_at),
    lastSeenAt: dateOrNull(row.last_seen_at),
    reason: row.end_reason,
    ping: min === null || max === null ? null : { min, max },
  };
}

function intervalRow<Value>(row: StoredInterval, value: Value): IntervalRow<Value> {
  return { value, startedAt: new Date(row.started_at), endedAt: dateOrNull(row.ended_at) };
}

function dateOrNull(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
