import fc from 'fast-check';
import { minute, type History } from './history.ts';
import type { Interval, ServerLog } from './naive.ts';

/** Intervals that follow each other, with gaps between some; some last no time at all. */
function intervals<T>(fact: fc.Arbitrary<T>): fc.Arbitrary<(Interval & { fact: T })[]> {
  const piece = fc.record({
    gap: fc.oneof(fc.constant(0), fc.nat(90)),
    minutes: fc.oneof(fc.nat(10), fc.nat(150)),
    fact,
  });
  return fc.array(piece, { maxLength: 12 }).map((pieces) => {
    let [begun, end] = [-1, 0];
    return pieces.map(({ gap, minutes, fact: told }) => {
      // No two begin at the same time.
      const from = Math.max(end + gap, begun + 1);
      begun = from;
      end = from + minutes;
      return { from, to: end, fact: told };
    });
  });
}

/** A day or so of as many servers as asked, until minute `ends`. */
export function worlds(servers: number, ends: number): fc.Arbitrary<ServerLog[]> {
  const statuses = fc.constantFrom('ok', 'ok', 'ok', 'timeout', 'auth');
  const players = fc.option(fc.nat(32), { freq: 4 });
  // Some last for more than a day.
  const session = fc
    .tuple(fc.nat(900), fc.oneof(fc.nat(200), fc.integer({ min: 1_400, max: 3_000 })))
    .map(([from, minutes]) => ({ from, to: from + minutes }));
  const log = fc.record({
    reach: intervals(statuses),
    states: intervals(players),
    sessions: fc.array(session, { maxLength: 15 }),
  });
  return fc.array(log, { minLength: servers, maxLength: servers }).map((logs) =>
    logs.map(({ reach, states, sessions }, index) => ({
      server: index + 1,
      reach: until(reach, ends).map(({ fact: status, ...interval }) => ({ ...interval, status })),
      states: until(states, ends).map(({ fact, ...interval }) => ({ ...interval, players: fact })),
      sessions: until(sessions, ends),
    })),
  );
}

function until<T extends Interval>(all: readonly T[], ends: number): T[] {
  return all
    .filter(({ from }) => from < ends)
    .map((interval) => ({ ...interval, to: Math.min(interval.to, ends) }));
}

/** Stores a world instead of what is there; what lasts until the heartbeat goes on. */
export async function storeWorld(
  history: History,
  logs: readonly ServerLog[],
  heartbeatAt: number,
): Promise<void> {
  const sql = history.db.$client;
  await sql`
    truncate server_reachability, server_state, server_player_session, server_hour, server_hour_stale, server_map_hour, server_player_hour,
      player_server_total`;
  await sql`
    update history_mark set summed_until = null, states_kept_since = null, sessions_kept_since = null`;
  await history.heartbeat(heartbeatAt);
  const rows = (of: (log: ServerLog) => readonly Interval[]) =>
    JSON.stringify(
      logs.flatMap((log) =>
        of(log).map(({ from, to, ...fact }, index) => ({
          ...fact,
          server: log.server,
          index: index + 1,
          from: minute(from),
          to: to === heartbeatAt ? null : minute(to),
        })),
      ),
    );
  await sql`
    insert into server_reachability (server_id, status, started_at, ended_at)
    select server, status, "from", "to"
    from jsonb_to_recordset(${rows(({ reach }) => reach)}::text::jsonb)
      as x(server int, status text, "from" timestamptz, "to" timestamptz)`;
  await sql`
    insert into server_state (server_id, players, started_at, ended_at)
    select server, players, "from", "to"
    from jsonb_to_recordset(${rows(({ states }) => states)}::text::jsonb)
      as x(server int, players int, "from" timestamptz, "to" timestamptz)`;
  await sql`
    insert into player (id, last_name, first_seen_at, last_seen_at)
    select n, 'x', now(), now() from generate_series(1, 20) n on conflict do nothing`;
  await sql`
    insert into server_player_session (server_id, player_id, joined_at, left_at, end_reason, name_at_join)
    select server, index, "from", "to", case when "to" is not null then 'left' end, 'x'
    from jsonb_to_recordset(${rows(({ sessions }) => sessions)}::text::jsonb)
      as x(server int, index int, "from" timestamptz, "to" timestamptz)`;
}
