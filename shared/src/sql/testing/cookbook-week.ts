import type { Database } from '../../db.ts';

/**
 * A small fleet in which every question of docs/sql.md has an answer: a busy server that was down once, an empty one, one that
 * fails, one that was removed, and a collector that was away for an hour. Times are before now, but for the evening that the page asks for.
 */
export async function addCookbookWeek(db: Database): Promise<void> {
  await db.$client.unsafe(`
    insert into servers (name, host, port, group_label, created_at, removed_at) values
      ('Versus 1', '192.0.2.1', 27015, 'Versus', now() - interval '9 days', null),
      ('Empty', '192.0.2.2', 27015, null, now() - interval '9 days', null),
      ('Broken', '192.0.2.3', 27015, null, now() - interval '9 days', null),
      ('Old', '192.0.2.4', 27015, null, now() - interval '9 days', now() - interval '2 days');
    insert into collector_run (instance, started_at, heartbeat_at, stopped_at) values
      ('host:1', '2026-11-01', now() - interval '5 hours', now() - interval '5 hours'),
      ('host:2', now() - interval '4 hours', now(), null);
    insert into server_watch values (1, 2, null), (2, 2, null), (3, 2, now() - interval '1 day');
    insert into server_reachability (server_id, status, detail, started_at, ended_at) values
      (1, 'ok', null, '2026-11-01', '2026-11-20 19:30+00'),
      (1, 'timeout', 'no answer within 2000 ms', '2026-11-20 19:30+00', '2026-11-20 19:31+00'),
      (1, 'ok', null, '2026-11-20 19:31+00', '2026-11-20 23:00+00'),
      (1, 'ok', null, greatest('2026-11-20 23:00+00', now() - interval '3 days'), now() - interval '2 hours'),
      (1, 'unreachable', 'connection refused', now() - interval '2 hours', now() - interval '90 minutes'),
      (1, 'ok', null, now() - interval '90 minutes', null),
      (2, 'ok', null, '2026-11-01', now() - interval '5 hours'),
      (2, 'ok', null, now() - interval '4 hours', null),
      (3, 'ok', null, '2026-11-01', now() - interval '1 day'),
      (3, 'auth', 'the password was rejected', now() - interval '1 day', null);
    insert into server_state (server_id, started_at, ended_at, players, max_players, bots, map, hibernating) values
      (1, now() - interval '95 minutes', now() - interval '80 minutes', 2, 8, 0, 'c1m1_hotel', false),
      (1, '2026-11-20 18:00+00', '2026-11-20 20:45+00', 2, 8, 0, 'c1m1_hotel', false),
      (1, '2026-11-20 20:45+00', '2026-11-20 23:00+00', 3, 8, 0, 'c1m2_streets', false),
      (1, now() - interval '80 minutes', null, 2, 8, 0, 'c1m2_streets', false),
      (2, '2026-11-01', null, 0, 8, 0, 'c1m1_hotel', true);
    insert into player (id, last_name, first_seen_at, last_seen_at) values
      (76561197960290418, 'crone', now() - interval '3 days', now()),
      (76561197960290419, 'Wanja', '2026-11-01', now());
    insert into player_name_seen values
      (76561197960290418, 'crone', now() - interval '3 days', now()),
      (76561197960290418, 'cr0ne', '2026-11-01', '2026-11-02');
    insert into steam_user_profile values (76561197960290418, 'The Crone', null, now());
    insert into server_player_session (server_id, player_id, joined_at, left_at, last_seen_at, end_reason, name_at_join, min_ping, max_ping) values
      (1, 76561197960290418, '2026-11-20 19:40+00', '2026-11-20 21:00+00', '2026-11-20 20:59:55+00', 'left', 'crone', 30, 50),
      (1, 76561197960290419, '2026-11-20 20:00+00', '2026-11-20 21:10+00', '2026-11-20 21:09:55+00', 'left', 'Wanja', 30, 50),
      (1, 76561197960290419, now() - interval '3 hours', now() - interval '125 minutes', now() - interval '7505 seconds', 'left', 'Wanja', 30, 50),
      (1, 76561197960290418, now() - interval '3 hours', now() - interval '2 hours', now() - interval '2 hours', 'unreachable', 'crone', 30, 50),
      (1, 76561197960290418, now() - interval '1 hour', null, null, null, 'crone', 30, 50);
    insert into player_server_total (player_id, server_id, first_seen_at, last_seen_at, sessions, seconds)
      select player_id, server_id, min(joined_at), max(left_at), count(*), sum(extract(epoch from left_at - joined_at))
      from server_player_session where left_at is not null group by 1, 2 on conflict do nothing;
    insert into server_hour (server_id, hour, watched_seconds, up_seconds, counted_seconds, player_seconds, peak_players, joins)
      values (1, date_trunc('hour', now() - interval '3 hours'), 3600, 3000, 3000, 6000, 3, 2);
    select rollcall_write_hour_details(date_trunc('hour', now() - interval '7 days', 'UTC'), date_trunc('hour', now(), 'UTC'), '{1}');`);
}
