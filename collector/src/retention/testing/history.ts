import { createTestDatabase } from '@rollcall/shared/testing';
import { startRun } from '../../store/run.ts';
import { someServer } from '../../store/testing/changes.ts';
import type { Pace } from '../pace.ts';
import { sumUp } from '../sum-up.ts';
import { trim, type Retention } from '../trim.ts';

/** So many minutes after the hour at which every test begins. */
export const minute = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 12) + minutes * 60_000);

/** Works on the history without resting, in small bites. */
export const testPace: Pace = {
  idleMs: 10,
  pauseMs: 0,
  pauseFactor: 0,
  aimMs: Infinity,
  servers: 2,
  hours: 12,
  rows: 3,
};

/** A pace whose signal aborts after so many statements. */
export function interruptedAfter(statements: number): { pace: Pace; signal: AbortSignal } {
  const stop = new AbortController();
  let left = statements;
  const pace = {
    ...testPace,
    get pauseMs() {
      left -= 1;
      if (left <= 0) stop.abort(new Error('interrupted'));
      return 0;
    },
  };
  return { pace, signal: stop.signal };
}

const never = new AbortController().signal;
const FIRST_PLAYER = 76561197960287930n;

/** A database with some servers, all watched by one run; times are minutes after the beginning. */
export async function prepareHistory(servers = 1) {
  const test = await createTestDatabase();
  const sql = test.db.$client;
  const runId = await startRun(test.db, 'test', minute(0));
  for (let n = 1; n <= servers; n += 1) {
    const id = await someServer(test.db, `server ${n}`);
    await sql`insert into server_watch (server_id, run_id) values (${id}, ${runId})`;
  }
  const at = (minutes: number | null) => (minutes === null ? null : minute(minutes).toISOString());
  return {
    ...test,
    runId,
    async reach(server: number, status: string, from: number, to: number | null) {
      await sql`insert into server_reachability (server_id, status, started_at, ended_at) values (${server}, ${status}, ${at(from)}, ${at(to)})`;
    },
    async state(server: number, players: number | null, from: number, to: number | null) {
      await sql`insert into server_state (server_id, players, started_at, ended_at) values (${server}, ${players}, ${at(from)}, ${at(to)})`;
    },
    async session(server: number, player: number, joined: number, left: number | null) {
      const id = String(FIRST_PLAYER + BigInt(player));
      await sql`
        insert into player (id, last_name, first_seen_at, last_seen_at) values (${id}, 'x', ${at(joined)}, ${at(joined)})
        on conflict do nothing`;
      await sql`
        insert into server_player_session (server_id, player_id, joined_at, left_at, last_seen_at, end_reason, name_at_join)
        values (${server}, ${id}, ${at(joined)}, ${at(left)}, ${at(left)}, ${left === null ? null : 'left'}, 'x')`;
    },
    async heartbeat(minutes: number) {
      await sql`update collector_run set heartbeat_at = ${at(minutes)} where id = ${runId}`;
    },
    sumUp: (minutes: number, pace = testPace, signal: AbortSignal = never) =>
      sumUp(test.db, minute(minutes), pace, signal),
    trim: (retention: Retention, minutes: number, pace = testPace, signal: AbortSignal = never) =>
      trim(test.db, retention, minute(minutes), pace, signal),
    hours: () => sql<HourRow[]>`
      select server_id as server, (extract(epoch from hour - ${at(0)}::timestamptz) / 3600)::int as hour,
             watched_seconds / 60 as watched, up_seconds / 60 as up, counted_seconds / 60 as counted,
             player_seconds / 60 as "playerMinutes", peak_players as peak, joins
      from server_hour order by server_id, hour`,
    /** What `uptime` says of the hours of `server_hour` in which somebody watched: minutes watched and up. */
    async uptimes() {
      const rows = await sql<{ watched: number; up: number }[]>`
        select u.watched_seconds / 60 as watched, u.up_seconds / 60 as up
        from server_hour h cross join uptime(h.server_id, h.hour, h.hour + interval '1 hour') u
        where u.watched_seconds > 0 order by h.server_id, h.hour`;
      return rows.map(({ watched, up }) => [watched, up]);
    },
    totals: () => sql`
      select server_id as server, player_id as player, first_seen_at as first, last_seen_at as last, sessions, seconds
      from player_server_total where sessions > 0 order by server_id, player_id`,
    truth: () => sql`
      select server_id as server, player_id as player, min(joined_at) as first, max(left_at) as last,
             count(*)::int as sessions, sum(extract(epoch from left_at - joined_at))::float8 as seconds
      from server_player_session where left_at is not null group by 1, 2 order by 1, 2`,
    async count(table: string) {
      const [row] = await sql<{ n: number }[]>`select count(*)::int as n from ${sql(table)}`;
      return row?.n ?? 0;
    },
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  };
}

export type History = Awaited<ReturnType<typeof prepareHistory>>;

/** All times in minutes. */
export interface HourRow {
  readonly server: number;
  /** Hours after the beginning. */
  readonly hour: number;
  readonly watched: number;
  readonly up: number;
  readonly counted: number;
  readonly playerMinutes: number;
  readonly peak: number | null;
  readonly joins: number;
}
