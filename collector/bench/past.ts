import type { Database } from '@rollcall/shared';
import { NAME_PREFIX } from './database.ts';
import { REGULARS, regulars, type Person } from './fleet/people.ts';
import { firstPlayers } from './fleet/simulated-server.ts';

export interface Past {
  readonly days: number;
  /** Of each server; there are twice as many states. */
  readonly sessionsADay: number;
  /** How many of the last hours are not summed up yet. */
  readonly hoursToSum: number;
}

/** A session of the past lasts so long. */
const STAY = '20 minutes';
/** As people are met: in order, indexes would be packed as they are in no database in use, and every second newcomer would split a page. */
const ANY_ORDER = 'md5(player::text)';

/**
 * Gives every registered server of a benchmark a past that ended some minutes ago, as if the collector had watched it: regulars who came
 * and went, states, and the sums of it. In the order in which a collector would have written it, but without triggers. Of those who are
 * there from the start as many have been there before as of those who come later; of them only the sums are left.
 */
export async function seedPast(db: Database, past: Past): Promise<void> {
  const sql = db.$client;
  const { days, sessionsADay, hoursToSum } = past;
  const sessions = Math.round(days * sessionsADay);
  const rows = await sql<{ id: number; name: string }[]>`
    select id, name from servers where name like ${`${NAME_PREFIX}%`}`;
  const people = rows.flatMap(({ id, name }) => {
    const server = Number(name.slice(NAME_PREFIX.length));
    const first = firstPlayers(server).filter((_, at) => isKnown(server + at));
    const row = ({ playerId, name: called }: Person, at: number | null) => ({
      server: id,
      at,
      player: String(playerId),
      name: called,
    });
    return [...regulars(server).map(row), ...first.map((person) => row(person, null))];
  });
  const times = `select now() - interval '10 minutes' - interval '${days} days' as since, now() - interval '10 minutes' as until`;
  const count = people.filter(({ at }) => at !== null).length / rows.length;
  await sql.unsafe('set session_replication_role = replica');
  await sql`
    create temp table person as
    select * from jsonb_to_recordset(${JSON.stringify(people)}::text::jsonb) as x(server integer, at integer, player bigint, name text)`;
  await sql.unsafe(`
    insert into player (id, last_name, first_seen_at, last_seen_at)
      select player, name, since, until from person, (${times}) t order by ${ANY_ORDER};
    insert into player_name_seen select id, last_name, first_seen_at, last_seen_at from player join person on player = id order by ${ANY_ORDER};
    insert into steam_user_profile (steam_id_64, persona_name, fetched_at) select player, 'known', now() from person order by ${ANY_ORDER} on conflict do nothing;
    insert into player_server_total
      select player, server, since, until, ${sessions} / ${count}, ${sessions} / ${count} * extract(epoch from interval '${STAY}') from person, (${times}) t
      order by ${ANY_ORDER};
    insert into server_player_session
      (server_id, player_id, joined_at, left_at, last_seen_at, end_reason, name_at_join, min_ping, max_ping)
      select server, player, j.at, j.at + interval '${STAY}', j.at + interval '${STAY}', 'left', name, 30, 60
      from (${times}) t cross join generate_series(0, ${sessions - 1}) n
      cross join lateral (select since + (until - since - interval '${STAY}') * n / ${sessions} as at) j
      join person p on p.at = n % ${count}
      order by j.at, server;
    insert into server_state (server_id, started_at, ended_at, players, max_players, bots, map, hibernating)
      select id, since + (until - since) * n / ${2 * sessions}, since + (until - since) * (n + 1) / ${2 * sessions}, n % 8, 8, 0, 'c1m' || n % 5 || '_hotel', false
      from (${times}) t cross join generate_series(0, ${2 * sessions - 1}) n cross join servers
      order by 2, 1;
    insert into server_reachability (server_id, status, started_at, ended_at) select id, 'ok', since, until from (${times}) t cross join servers;
    insert into server_player_hour (server_id, hour, player_ids, seconds, newcomers)
      select server, hour, array_agg(player), array_agg(600::real), 0
      from (${times}) t cross join lateral generate_series(date_trunc('hour', since), until, interval '1 hour') as hour
      join person p on p.at % 4 = extract(hour from hour)::int % 4
      group by server, hour order by hour, server;
    insert into collector_run (instance, started_at, heartbeat_at, stopped_at) select 'past', since, until, until from (${times}) t;
    update history_mark set summed_until = date_trunc('hour', now() - interval '10 minutes') - interval '${hoursToSum} hours';
    drop table person`);
  await sql.unsafe('reset session_replication_role');
  await sql.unsafe('vacuum analyze');
}

/** As large a part of these as of those who join later. */
function isKnown(index: number): boolean {
  return (index * 0.618_034) % 1 < REGULARS;
}
