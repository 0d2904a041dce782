import type { Database } from '@rollcall/shared';
import { collectorRun, servers } from '@rollcall/shared/schema';
import { copyRows } from './copy.ts';
import type { Plan } from './fleet.ts';
import type { GroupHistory, ServerHistory } from './group-history.ts';
import type { Person } from './people.ts';
import { lastOk } from './recorded.ts';
import type { Span } from './span.ts';
import type { Run } from './watching.ts';

const HOUR_MS = 3_600_000;
const dateOf = (time: number | null) => (time === null ? null : new Date(time));

/** Registers the servers; their ids in the same order. */
export async function writeServers(db: Database, plans: readonly Plan[], since: number) {
  const rows = plans.map(({ row, trouble }) => ({
    ...row,
    createdAt: trouble === 'never polled' ? new Date() : new Date(since),
  }));
  const added = await db.insert(servers).values(rows).returning({ id: servers.id });
  return added.map(({ id }) => id);
}

/** Writes the runs of collectors; the id of the one that goes on. */
export async function writeRuns(db: Database, runs: readonly Run[]): Promise<number> {
  const added = await db
    .insert(collectorRun)
    .values(
      runs.map((run, n) => ({
        instance: 'history:1',
        startedAt: new Date(run.from),
        heartbeatAt: new Date(run.to),
        stoppedAt: n === runs.length - 1 || run.killed ? null : new Date(run.to),
      })),
    )
    .returning({ id: collectorRun.id });
  return added.at(-1)?.id ?? 0;
}

/** Writes what is known of some servers and of who was on them. */
export async function writeGroup(db: Database, history: GroupHistory, runId: number, span: Span) {
  await writePeople(db, history, span);
  await copyRows(
    db,
    'server_reachability (server_id, status, detail, started_at, ended_at)',
    history.servers.flatMap(({ id, reach }) =>
      reach.map((r) => [id, r.status, r.detail, new Date(r.from), dateOf(r.to)]),
    ),
  );
  await copyRows(
    db,
    'server_state (server_id, started_at, ended_at, players, max_players, bots, map, hibernating)',
    stateRows(history.servers),
  );
  await copyRows(
    db,
    'server_player_session (server_id, player_id, joined_at, left_at, last_seen_at, end_reason, name_at_join, min_ping, max_ping)',
    sessionRows(history, span),
  );
  await copyRows(db, 'server_watch (server_id, run_id, last_ok_at)', watchRows(history, runId));
  await db.$client`
    insert into player_name_seen (player_id, name, first_seen_at, last_seen_at)
    select player_id, name_at_join, min(joined_at), max(coalesce(left_at, ${new Date(span.now).toISOString()}))
    from server_player_session where server_id = any(${`{${history.servers.map(({ id }) => id).join()}}`}::int[])
    group by player_id, name_at_join`;
}

function* stateRows(servers: readonly ServerHistory[]) {
  for (const { id, plan, states } of servers) {
    for (const s of states) {
      const { players, bots, map, hibernating } = s;
      const [from, to] = [new Date(s.from), dateOf(s.to)];
      yield [id, from, to, players, plan.maxPlayers, bots, map, hibernating] as const;
    }
  }
}

function* sessionRows({ servers, people }: GroupHistory, span: Span) {
  for (const { id, sessions } of servers) {
    for (const s of sessions) {
      const person = people[s.person];
      if (person === undefined) continue;
      const { ping } = person;
      const times = [new Date(s.joinedAt), dateOf(s.leftAt), dateOf(s.lastSeenAt)] as const;
      const name = nameAt(person, s.joinedAt, span);
      const highest = ping + (((s.joinedAt / 1_000) | 0) % 60);
      yield [id, person.id, ...times, s.endReason, name, ping, highest] as const;
    }
  }
}

/** A server that never answered has no row. */
function watchRows({ servers }: GroupHistory, runId: number) {
  return servers.flatMap(({ id, reach }) => {
    const last = reach.findLast(({ status }) => status === 'ok');
    return last === undefined ? [] : [[id, runId, dateOf(lastOk(last))] as const];
  });
}

async function writePeople(db: Database, { people, servers }: GroupHistory, span: Span) {
  const seen = new Map<number, { first: number; last: number }>();
  for (const { sessions } of servers) {
    for (const { person, joinedAt, leftAt } of sessions) {
      const known = seen.get(person) ?? { first: joinedAt, last: joinedAt };
      known.first = Math.min(known.first, joinedAt);
      known.last = Math.max(known.last, leftAt ?? span.now);
      seen.set(person, known);
    }
  }
  const rows = [...seen].flatMap(([n, { first, last }]) => {
    const person = people[n];
    return person === undefined ? [] : [{ person, first, last }];
  });
  await copyRows(
    db,
    'player (id, kind, external_id, last_name, first_seen_at, last_seen_at)',
    rows.map(({ person, first, last }) => {
      const { id, kind, externalId } = person;
      return [id, kind, externalId, nameAt(person, last, span), new Date(first), new Date(last)];
    }),
  );
  await copyRows(
    db,
    'steam_user_profile (steam_id_64, persona_name, avatar_url, fetched_at)',
    rows.flatMap(({ person: { id, hasProfile, personaName, avatarUrl } }) =>
      hasProfile ? [[id, personaName, avatarUrl, new Date(span.now - HOUR_MS)]] : [],
    ),
  );
}

function nameAt({ names }: Person, time: number, { since, now }: Span): string {
  const share = (time - since) / (now - since);
  return (names.findLast(({ from }) => from <= share) ?? names[0])?.name ?? '';
}
