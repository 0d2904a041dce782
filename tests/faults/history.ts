import type { Database } from '@rollcall/shared';
import { expect } from 'vitest';
import { visitsBetween } from '../../collector/src/practice/world.ts';
import { differences, type Row, type Span } from './differences.ts';
import type { Poll, Simulated } from './simulated.ts';

/** More than what lies between a moment in the world and the poll that shows it. */
const MARGIN_MS = 60_000;

/** The history agrees with the log of the simulated servers; how many connections were compared. See `differences`. */
export async function expectHistory(
  db: Database,
  simulated: Simulated,
  watched: Span,
  gaps: readonly Span[] = [],
): Promise<number> {
  const rows = await sessions(db);
  const problems: string[] = [];
  let compared = 0;
  for (const [id, server] of simulated.servers) {
    const own = (rows.get(id) ?? []).filter(({ leftMs }) => (leftMs ?? Infinity) >= watched.fromMs);
    // One who left shortly before may have been seen to have left only now, and polling ends a moment after the end.
    const visits = visitsBetween(server, watched.fromMs - MARGIN_MS, watched.toMs + MARGIN_MS);
    const pollsMs = (simulated.polls.get(id) ?? []).map(({ atMs }) => atMs);
    compared += own.length;
    const found = differences({ visits, pollsMs, rows: own }, watched, gaps);
    for (const problem of found) problems.push(`server ${id}: ${problem}`);
  }
  expect(problems, `${JSON.stringify(watched)} without ${JSON.stringify(gaps)}`).toEqual([]);
  await expectTotals(db);
  return compared;
}

async function sessions(db: Database): Promise<ReadonlyMap<number, readonly Row[]>> {
  const found = await db.$client<(Row & { server: number })[]>`
    select server_id as server, player_id::text as player, end_reason as reason,
           (extract(epoch from joined_at) * 1000)::float8 as "joinedMs",
           (extract(epoch from left_at) * 1000)::float8 as "leftMs"
    from server_player_session order by joined_at`;
  const rows = new Map<number, Row[]>();
  for (const row of found) rows.set(row.server, [...(rows.get(row.server) ?? []), row]);
  return rows;
}

/** What is counted when a session closes is what the sessions come to, and no two rows of a server tell of the same time. */
async function expectTotals(db: Database): Promise<void> {
  const wrong = await db.$client`
    select server_id, player_id, t.sessions, t.seconds, s.sessions as counted, s.seconds as measured
    from player_server_total t
    full join (
      select server_id, player_id, count(*) as sessions, sum(extract(epoch from left_at - joined_at)) as seconds
      from server_player_session where left_at is not null group by 1, 2
    ) s using (server_id, player_id)
    where t.sessions <> coalesce(s.sessions, 0) or t.sessions is null or abs(t.seconds - coalesce(s.seconds, 0)) > 0.001`;
  expect(wrong).toEqual([]);
  const overlapping = await db.$client`
    select * from (
      select 'state' as kind, server_id, started_at, ended_at,
             lead(started_at) over (partition by server_id order by started_at) as next from server_state
      union all
      select 'reachability', server_id, started_at, ended_at,
             lead(started_at) over (partition by server_id order by started_at) from server_reachability
    ) t where next is not null and (ended_at is null or ended_at > next)`;
  expect(overlapping).toEqual([]);
}

/**
 * Each server was polled by one collector at a time. Each collector keeps its connection, and when it has lost it comes back with a
 * newer one: where two are at work, an older connection is used after a newer one.
 */
export function expectOneAtATime({ polls }: Pick<Simulated, 'polls'>): void {
  const problems = [...polls].flatMap(([id, log]) =>
    back(log).map((at) => `server ${id} at ${at}`),
  );
  expect(problems).toEqual([]);
}

function back(log: readonly Poll[]): readonly number[] {
  let newest = 0;
  return log.flatMap(({ atMs, connection }) => {
    const isOlder = connection < newest;
    newest = Math.max(newest, connection);
    return isOlder ? [atMs] : [];
  });
}
