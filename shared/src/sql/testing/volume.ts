import type { Database } from '../../db.ts';

/** The server with most sessions: 79,000 of the 200,000. */
export const BUSIEST = 1;

/**
 * A month of 50 servers that is still going on: 200,000 sessions of 5,000 players, of which 79,000 are on one server, and 64,800
 * states, all on three servers. Written by the database itself, in a few seconds.
 */
export async function addMonth(db: Database): Promise<void> {
  await db.$client.unsafe(`
    insert into servers (name, host, port) select 'server ' || n, '192.0.2.7', 27015 from generate_series(1, 50) n;
    insert into collector_run (instance, started_at, heartbeat_at) values ('test:1', now() - interval '31 days', now());
    insert into server_watch (server_id, run_id) select id, 1 from servers;
    insert into player (id, last_name, first_seen_at, last_seen_at)
      select 76561197960265728 + n, 'player ' || n, now() - interval '30 days', now() from generate_series(1, 5000) n;
    insert into server_player_session (server_id, player_id, joined_at, left_at, last_seen_at, end_reason, name_at_join)
      select s, 76561197960265729 + n * 7919 % 5000, t, ended, ended, 'left', 'a name'
      from (
        select 1 as s, n, now() - interval '30 days' + n * interval '32.8 seconds' - interval '17 minutes' as t, interval '17 minutes' as long
        from generate_series(1, 79000) n
        union all
        select 2 + n % 49, n, now() - interval '30 days' + n * interval '21.4 seconds' - interval '40 minutes', interval '40 minutes'
        from generate_series(1, 121000) n
      ) as drawn, lateral (select t + long as ended) as e;
    update server_player_session set left_at = null, last_seen_at = null, end_reason = null where left_at > now() - interval '10 minutes';
    insert into server_reachability (server_id, status, started_at, ended_at)
      select s, case n % 2 when 0 then 'ok' else 'timeout' end, t, case when n < 120 then t + interval '6 hours' end
      from generate_series(1, 50) s, generate_series(0, 120) n, lateral (select now() - interval '30 days' + n * interval '6 hours' as t) as e;
    insert into server_state (server_id, started_at, ended_at, players, max_players, bots, map, hibernating)
      select s, t, case when n < 21600 then t + interval '2 minutes' end, n % 32, 32, 0, 'map' || n % 7, false
      from generate_series(1, 3) s, generate_series(1, 21600) n, lateral (select now() - interval '30 days' + n * interval '2 minutes' as t) as e;
    insert into server_state (server_id, started_at, players, max_players, bots, map, hibernating)
      select s, now() - interval '20 days', 0, 32, 0, 'map', true from generate_series(4, 50) s;`);
}
