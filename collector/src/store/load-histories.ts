import type { Database } from '@rollcall/shared';
import type { ReachabilityStatus } from '@rollcall/shared/schema';
import type { ServerState } from '../reconcile/change.ts';
import type { OpenSession, ServerHistory } from '../reconcile/history.ts';
import { arrayLiteral } from './array-literal.ts';
import { closedSession, pingRange, type ClosedRow } from './session-row.ts';

/** Who left longer ago is looked up when seen again. */
const CLOSED_WINDOW_MS = 2 * 60 * 60 * 1_000;

/**
 * What is stored about these servers, as far as the next answers have to be compared with it. `runId` is the run that asks. Four
 * queries, however many servers.
 */
export async function loadHistories(
  db: Database,
  serverIds: readonly number[],
  now: Date,
  runId: number,
): Promise<Map<number, ServerHistory>> {
  if (serverIds.length === 0) return new Map();
  const ids = arrayLiteral(serverIds);
  const closedSince = new Date(now.getTime() - CLOSED_WINDOW_MS);
  const [current, states, open, closed] = await Promise.all([
    loadCurrent(db, ids, runId),
    loadStates(db, ids),
    loadOpen(db, ids),
    loadRecentlyClosed(db, ids, closedSince),
  ]);
  const stateOf = new Map(states.map((row) => [row.server_id, row]));
  const openOf = grouped(open);
  const closedOf = grouped(closed);
  return new Map<number, ServerHistory>(
    current.map((row) => {
      const lastOkAt = row.last_ok_at === null ? null : new Date(row.last_ok_at);
      return [
        row.id,
        {
          serverId: row.id,
          state: currentState(stateOf.get(row.id)),
          lastOkAt,
          open: byPlayer(
            (openOf.get(row.id) ?? []).map((session) => openSession(session, lastOkAt)),
          ),
          closed: byPlayer((closedOf.get(row.id) ?? []).map(closedSession)),
          closedSince,
          reachability:
            row.status === null || row.status_since === null
              ? null
              : { status: row.status, startedAt: new Date(row.status_since), detail: row.detail },
          watched: false,
          lastWatchedAt: row.last_watched_at === null ? null : new Date(row.last_watched_at),
        },
      ];
    }),
  );
}

interface CurrentRow {
  readonly id: number;
  readonly last_ok_at: string | null;
  readonly last_watched_at: string | null;
  readonly status: ReachabilityStatus | null;
  readonly status_since: string | null;
  readonly detail: string | null;
}

/**
 * A server that this run has watched before was disabled or handed over meanwhile: then the run's own heartbeat tells nothing. One
 * that never answered was watched by some other run, if by any.
 */
function loadCurrent(db: Database, ids: string, runId: number) {
  return db.$client<CurrentRow[]>`
    select v.id, coalesce(w.last_ok_at, r.heartbeat_at) as last_ok_at,
           coalesce(
             case when w.run_id = ${runId} then w.last_ok_at else r.heartbeat_at end,
             (select max(heartbeat_at) from collector_run where id <> ${runId})
           ) as last_watched_at,
           a.status, a.started_at as status_since, a.detail
    from servers v
    left join server_watch w on w.server_id = v.id
    left join collector_run r on r.id = w.run_id
    left join server_reachability a on a.server_id = v.id and a.ended_at is null
    where v.id in (select unnest(${ids}::int[]))`;
}

interface StateRow {
  readonly server_id: number;
  readonly started_at: string;
  readonly players: number | null;
  readonly max_players: number | null;
  readonly bots: number | null;
  readonly map: string | null;
  readonly hibernating: boolean | null;
}

function loadStates(db: Database, ids: string) {
  return db.$client<StateRow[]>`
    select server_id, started_at, players, max_players, bots, map, hibernating
    from server_state where server_id in (select unnest(${ids}::int[])) and ended_at is null`;
}

interface OpenRow {
  readonly server_id: number;
  readonly player_id: string;
  readonly joined_at: string;
  readonly name: string;
  readonly min_ping: number | null;
  readonly max_ping: number | null;
}

function loadOpen(db: Database, ids: string) {
  return db.$client<OpenRow[]>`
    select s.server_id, s.player_id, s.joined_at, s.min_ping, s.max_ping, p.last_name as name
    from server_player_session s join player p on p.id = s.player_id
    where s.server_id in (select unnest(${ids}::int[])) and s.left_at is null`;
}

function loadRecentlyClosed(db: Database, ids: string, since: Date) {
  return db.$client<(ClosedRow & { server_id: number })[]>`
    select distinct on (s.server_id, s.player_id) s.server_id, s.player_id, s.joined_at, s.left_at,
           s.last_seen_at, s.end_reason, s.min_ping, s.max_ping, p.last_name as name
    from server_player_session s join player p on p.id = s.player_id
    where s.server_id in (select unnest(${ids}::int[])) and s.left_at >= ${since.toISOString()}
    order by s.server_id, s.player_id, s.joined_at desc`;
}

function currentState(row: StateRow | undefined): ServerHistory['state'] {
  if (row === undefined) return null;
  const { players, bots, map, hibernating, max_players: maxPlayers } = row;
  const state: ServerState = { players, maxPlayers, bots, map, hibernating };
  return { startedAt: new Date(row.started_at), state };
}

function openSession(row: OpenRow, lastOkAt: Date | null): OpenSession {
  const joinedAt = new Date(row.joined_at);
  const ping = pingRange(row.min_ping, row.max_ping);
  return {
    playerId: BigInt(row.player_id),
    joinedAt,
    lastSeenAt: lastOkAt !== null && lastOkAt > joinedAt ? lastOkAt : joinedAt,
    connectionStart: joinedAt,
    userId: null,
    name: row.name,
    ping,
    pingWritten: { at: joinedAt, ping },
  };
}

function grouped<Row extends { readonly server_id: number }>(rows: readonly Row[]) {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.server_id);
    if (group === undefined) groups.set(row.server_id, [row]);
    else group.push(row);
  }
  return groups;
}

function byPlayer<Session extends { readonly playerId: bigint }>(
  sessions: readonly Session[],
): Map<bigint, Session> {
  return new Map(sessions.map((session) => [session.playerId, session]));
}
