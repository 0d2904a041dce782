import fc from 'fast-check';
import type { History } from './history.ts';
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
  await history.db.$client`
    truncate server_reachability, server_state, server_player_session, server_hour, server_hour_stale, player_server_total`;
  await history.db.$client`
    update history_mark set summed_until = null, states_kept_since = null, sessions_kept_since = null`;
  await history.heartbeat(heartbeatAt);
  for (const { server, reach, states, sessions } of logs) {
    for (const { status, from, to } of reach) {
      await history.reach(server, status, from, to === heartbeatAt ? null : to);
    }
    for (const { players, from, to } of states) {
      await history.state(server, players, from, to === heartbeatAt ? null : to);
    }
    for (const [player, { from, to }] of sessions.entries()) {
      await history.session(server, player, from, to === heartbeatAt ? null : to);
    }
  }
}
