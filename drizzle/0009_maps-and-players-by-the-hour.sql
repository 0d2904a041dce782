CREATE TABLE "server_map_hour" (
	"server_id" integer NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"map" text NOT NULL,
	"up_seconds" double precision NOT NULL,
	"counted_seconds" double precision NOT NULL,
	"player_seconds" double precision NOT NULL,
	"peak_players" integer,
	"changes" integer NOT NULL,
	"players_at_changes" integer NOT NULL,
	"players_lost" integer NOT NULL,
	CONSTRAINT "server_map_hour_server_id_hour_map_pk" PRIMARY KEY("server_id","hour","map")
);
--> statement-breakpoint
CREATE TABLE "server_player_hour" (
	"server_id" integer NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"player_ids" bigint[] NOT NULL,
	"seconds" real[] NOT NULL,
	"newcomers" integer NOT NULL,
	CONSTRAINT "server_player_hour_server_id_hour_pk" PRIMARY KEY("server_id","hour")
);
--> statement-breakpoint
ALTER TABLE "server_map_hour" ADD CONSTRAINT "server_map_hour_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "server_player_hour" ADD CONSTRAINT "server_player_hour_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE FUNCTION map_hours(servers integer[], since timestamptz, until timestamptz)
RETURNS TABLE (
  server_id integer, hour timestamptz, map text, up_seconds double precision, counted_seconds double precision, player_seconds double precision,
  peak_players integer, changes integer, players_at_changes integer, players_lost integer)
LANGUAGE sql STABLE PARALLEL SAFE
SET enable_seqscan = off SET enable_nestloop = off
BEGIN ATOMIC
  WITH chunk AS MATERIALIZED (
    SELECT v.id, coalesce(w.last_ok_at, r.heartbeat_at) AS seen_at
    FROM unnest(map_hours.servers) AS v(id)
    LEFT JOIN server_watch w ON w.server_id = v.id
    LEFT JOIN collector_run r ON r.id = w.run_id
    WHERE map_hours.since < map_hours.until
  ), up AS MATERIALIZED (
    -- Read as rollcall_hours does. A minute more tells from what was changed, ten minutes who stayed.
    SELECT c.id, a.started_at AS b, coalesce(a.ended_at, greatest(a.started_at, c.seen_at)) AS e
    FROM chunk c CROSS JOIN LATERAL (
      SELECT * FROM server_reachability t
      WHERE t.server_id = c.id AND t.started_at < map_hours.until + interval '10 minutes' AND t.started_at >= coalesce(
        (SELECT max(x.started_at) FROM server_reachability x WHERE x.server_id = c.id AND x.started_at <= map_hours.since - interval '1 minute'),
        map_hours.since - interval '1 minute')
      OFFSET 0
    ) AS a WHERE a.status = 'ok'
  ), states AS MATERIALIZED (
    SELECT c.id, s.map, s.players, s.started_at AS b, coalesce(s.ended_at, greatest(s.started_at, c.seen_at)) AS e, s.ended_at
    FROM chunk c CROSS JOIN LATERAL (
      SELECT * FROM server_state t
      WHERE t.server_id = c.id AND t.started_at < map_hours.until + interval '10 minutes' AND t.started_at >= coalesce(
        (SELECT max(x.started_at) FROM server_state x WHERE x.server_id = c.id AND x.started_at <= map_hours.since - interval '1 minute'),
        map_hours.since - interval '1 minute')
      OFFSET 0
    ) AS s WHERE s.map IS NOT NULL
  ), pieces AS MATERIALIZED (
    SELECT s.id, s.map, s.players, greatest(s.b, u.b) AS b, least(s.e, u.e) AS e
    FROM states s JOIN up u ON u.id = s.id AND u.b < s.e AND s.b < u.e AND s.b < s.e AND u.b < u.e
  ), turns AS (
    SELECT p.id, p.b AS at, p.map, lag(p.map) OVER w AS map_before, lag(p.e) OVER w AS ended_before, lag(p.players) OVER w AS players_before
    FROM pieces p WINDOW w AS (PARTITION BY p.id ORDER BY p.b)
  ), changes AS (
    -- While it loads a map a server may not answer, or tell none. After more than a minute nobody knows when it changed.
    SELECT t.id, t.at, t.map, t.players_before,
           least(t.at + interval '10 minutes', lead(t.at) OVER (PARTITION BY t.id ORDER BY t.at)) AS over_at
    FROM turns t
    WHERE t.map_before <> t.map AND t.at - t.ended_before <= interval '1 minute'
  ), judged AS (
    SELECT c.id, date_trunc('hour', c.at, 'UTC') AS hour, c.map, least(l.lost, c.players_before)::integer AS lost,
           CASE WHEN NOT l.unseen AND c.over_at <= k.seen_at THEN c.players_before END AS players_known
    FROM changes c JOIN chunk k ON k.id = c.id CROSS JOIN LATERAL (
      SELECT count(DISTINCT s.player_id) FILTER (WHERE s.end_reason IN ('left', 'rejoined') AND NOT EXISTS (
               SELECT FROM server_player_session b
               WHERE b.player_id = s.player_id AND b.server_id = c.id AND b.joined_at > s.joined_at AND b.joined_at <= c.over_at
                 -- Written so that it is found by player, not among all who left since.
                 AND coalesce(b.left_at, 'infinity') > c.over_at)) AS lost,
             coalesce(bool_or(s.end_reason NOT IN ('left', 'rejoined')), false) AS unseen
      FROM server_player_session s
      WHERE s.server_id = c.id AND s.left_at >= c.at AND s.left_at < c.over_at AND s.joined_at < c.at
    ) AS l
    WHERE c.at >= map_hours.since AND c.at < map_hours.until
  ), parts AS (
    SELECT p.id, h.hour, p.map, p.players,
           extract(epoch FROM least(p.e, h.hour + interval '1 hour', map_hours.until) - greatest(p.b, h.hour, map_hours.since)) AS seconds
    FROM pieces p CROSS JOIN LATERAL
      generate_series(date_trunc('hour', greatest(p.b, map_hours.since), 'UTC'), least(p.e, map_hours.until), interval '1 hour') AS h(hour)
    WHERE p.b < map_hours.until AND p.e > map_hours.since AND h.hour < least(p.e, map_hours.until)
    UNION ALL
    -- Seen by one poll only.
    SELECT s.id, date_trunc('hour', s.b, 'UTC'), s.map, s.players, 0
    FROM states s WHERE s.b = s.e AND s.b >= map_hours.since AND s.b < map_hours.until
  )
  SELECT s.id, s.hour, s.map, coalesce(sum(s.up), 0)::double precision, coalesce(sum(s.counted), 0)::double precision,
         coalesce(sum(s.player_time), 0)::double precision, max(s.peak), sum(s.changes)::integer, sum(s.at_changes)::integer, sum(s.lost)::integer
  FROM (
    SELECT p.id, p.hour, p.map, p.seconds AS up, CASE WHEN p.players IS NOT NULL THEN p.seconds END AS counted,
           p.players * p.seconds AS player_time, p.players AS peak, 0 AS changes, 0 AS at_changes, 0 AS lost
    FROM parts p
    UNION ALL
    SELECT j.id, j.hour, j.map, NULL, NULL, NULL, NULL, 1, coalesce(j.players_known, 0), CASE WHEN j.players_known IS NULL THEN 0 ELSE j.lost END
    FROM judged j
  ) AS s
  GROUP BY s.id, s.hour, s.map;
END;
--> statement-breakpoint
COMMENT ON FUNCTION map_hours(integer[], timestamptz, timestamptz) IS 'What server_map_hour says, calculated from the history that is still there, for any window of some servers; also for hours that are not summed up yet. Nothing when since is not before until.';
--> statement-breakpoint
CREATE FUNCTION player_hours(servers integer[], since timestamptz, until timestamptz)
RETURNS TABLE (server_id integer, hour timestamptz, player_id bigint, seconds double precision, newcomer boolean)
LANGUAGE sql STABLE PARALLEL SAFE
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
BEGIN ATOMIC
  SELECT s.server_id, h.hour, s.player_id,
         sum(extract(epoch FROM least(s.ended_at, h.hour + interval '1 hour', player_hours.until) - greatest(s.joined_at, h.hour, player_hours.since)))::double precision,
         -- The sums remember who was there before the sessions that are kept.
         bool_or(h.hour <= s.joined_at AND s.joined_at >= player_hours.since AND NOT EXISTS (
           SELECT FROM player_server_total t
           WHERE t.player_id = s.player_id AND t.server_id = s.server_id AND t.first_seen_at < s.joined_at))
  FROM unnest(player_hours.servers) AS v(id)
  CROSS JOIN LATERAL (
    -- Three short ranges of three indexes, as in who_was_online.
    SELECT c.server_id, c.player_id, c.joined_at, c.left_at AS ended_at
    FROM server_player_session c
    WHERE c.server_id = v.id AND c.left_at >= player_hours.since AND c.left_at < player_hours.until + interval '24 hours'
      AND NOT c.left_at - c.joined_at > interval '24 hours'
    UNION ALL
    SELECT l.server_id, l.player_id, l.joined_at, l.left_at
    FROM server_player_session l
    WHERE l.server_id = v.id AND l.left_at >= player_hours.since AND l.left_at - l.joined_at > interval '24 hours'
    UNION ALL
    SELECT o.server_id, o.player_id, o.joined_at, greatest(o.joined_at, server_last_seen(v.id))
    FROM server_player_session o
    WHERE o.server_id = v.id AND o.left_at IS NULL
    OFFSET 0
  ) AS s
  CROSS JOIN LATERAL
    generate_series(date_trunc('hour', greatest(s.joined_at, player_hours.since), 'UTC'), least(s.ended_at, player_hours.until), interval '1 hour') AS h(hour)
  WHERE player_hours.since < player_hours.until AND s.joined_at < player_hours.until
    AND (s.ended_at > player_hours.since OR s.joined_at >= player_hours.since)
    AND (h.hour < least(s.ended_at, player_hours.until) OR h.hour = s.joined_at)
  GROUP BY s.server_id, h.hour, s.player_id;
END;
--> statement-breakpoint
COMMENT ON FUNCTION player_hours(integer[], timestamptz, timestamptz) IS 'Who was on some servers in each hour of a window and for how many seconds; newcomer = came to that server for the first time ever in that hour. From the sessions that are still there. Nothing when since is not before until.';
--> statement-breakpoint
CREATE FUNCTION rollcall_write_hour_details(p_from timestamptz, p_to timestamptz, p_servers integer[]) RETURNS void
LANGUAGE plpgsql
-- By index, whatever is believed of the tables.
SET enable_seqscan = off
AS $$
DECLARE
  maps_from timestamptz;
  players_from timestamptz;
BEGIN
  -- An hour whose rows may be gone keeps what was summed up before.
  SELECT greatest(p_from, states_kept_since, sessions_kept_since), greatest(p_from, sessions_kept_since)
  INTO maps_from, players_from FROM history_mark;

  WITH new AS MATERIALIZED (
    SELECT * FROM map_hours(p_servers, maps_from, p_to)
  ), gone AS (
    DELETE FROM server_map_hour o
    WHERE o.server_id = ANY (p_servers) AND o.hour >= maps_from AND o.hour < p_to
      AND NOT EXISTS (SELECT FROM new n WHERE n.server_id = o.server_id AND n.hour = o.hour AND n.map = o.map)
  )
  INSERT INTO server_map_hour AS o
    (server_id, hour, map, up_seconds, counted_seconds, player_seconds, peak_players, changes, players_at_changes, players_lost)
  SELECT n.server_id, n.hour, n.map, n.up_seconds, n.counted_seconds, n.player_seconds, n.peak_players, n.changes, n.players_at_changes, n.players_lost
  FROM new n JOIN servers v ON v.id = n.server_id
  ON CONFLICT (server_id, hour, map) DO UPDATE SET
    up_seconds = excluded.up_seconds, counted_seconds = excluded.counted_seconds, player_seconds = excluded.player_seconds,
    peak_players = excluded.peak_players, changes = excluded.changes, players_at_changes = excluded.players_at_changes,
    players_lost = excluded.players_lost
  WHERE (o.up_seconds, o.counted_seconds, o.player_seconds, o.peak_players, o.changes, o.players_at_changes, o.players_lost)
    IS DISTINCT FROM (excluded.up_seconds, excluded.counted_seconds, excluded.player_seconds, excluded.peak_players, excluded.changes,
      excluded.players_at_changes, excluded.players_lost);

  WITH new AS MATERIALIZED (
    SELECT p.server_id, p.hour, array_agg(p.player_id ORDER BY p.player_id) AS player_ids,
           array_agg(p.seconds::real ORDER BY p.player_id) AS seconds, count(*) FILTER (WHERE p.newcomer)::integer AS newcomers
    FROM player_hours(p_servers, players_from, p_to) p GROUP BY p.server_id, p.hour
  ), gone AS (
    DELETE FROM server_player_hour o
    WHERE o.server_id = ANY (p_servers) AND o.hour >= players_from AND o.hour < p_to
      AND NOT EXISTS (SELECT FROM new n WHERE n.server_id = o.server_id AND n.hour = o.hour)
  )
  INSERT INTO server_player_hour AS o (server_id, hour, player_ids, seconds, newcomers)
  SELECT n.server_id, n.hour, n.player_ids, n.seconds, n.newcomers FROM new n JOIN servers v ON v.id = n.server_id
  ON CONFLICT (server_id, hour) DO UPDATE SET player_ids = excluded.player_ids, seconds = excluded.seconds, newcomers = excluded.newcomers
  WHERE (o.player_ids, o.seconds, o.newcomers) IS DISTINCT FROM (excluded.player_ids, excluded.seconds, excluded.newcomers);
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_write_hour_details(timestamptz, timestamptz, integer[]) IS 'Brings whole hours of some servers in server_map_hour and server_player_hour up to date. Called by the collector only.';
--> statement-breakpoint
ALTER FUNCTION rollcall_write_hours(timestamptz, timestamptz, integer[]) RENAME TO rollcall_write_hour_sums;
--> statement-breakpoint
CREATE FUNCTION rollcall_write_hours(p_from timestamptz, p_to timestamptz, p_servers integer[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM rollcall_write_hour_sums(p_from, p_to, p_servers);
  PERFORM rollcall_write_hour_details(p_from, p_to, p_servers);
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_write_hour_sums(timestamptz, timestamptz, integer[]) IS 'Brings whole hours of some servers in server_hour up to date. Called by the collector only.';
COMMENT ON FUNCTION rollcall_write_hours(timestamptz, timestamptz, integer[]) IS 'Brings whole hours of some servers in server_hour, server_map_hour and server_player_hour up to date. Called by the collector only.';
--> statement-breakpoint
CREATE FUNCTION rollcall_trim_player_hours(p_limit integer) RETURNS integer
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  before timestamptz;
  doomed tid[];
BEGIN
  IF NOT pg_try_advisory_xact_lock(7265651003) THEN RETURN 0; END IF;
  SELECT sessions_kept_since INTO before FROM history_mark;
  SELECT array_agg(d.tuple) INTO doomed FROM (
    SELECT t.tuple FROM servers v CROSS JOIN LATERAL (
      SELECT h.ctid AS tuple FROM server_player_hour h WHERE h.server_id = v.id AND h.hour < before ORDER BY h.hour LIMIT p_limit
    ) AS t LIMIT p_limit
  ) AS d;
  DELETE FROM server_player_hour WHERE ctid = ANY (doomed) AND hour < before;
  RETURN coalesce(cardinality(doomed), 0);
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_trim_player_hours(integer) IS 'Deletes some hours of server_player_hour whose sessions are trimmed; how many. Called by the collector only.';
--> statement-breakpoint
-- As before, and notes hours in which somebody turned out to be there, or not to be there, after they were summed up.
CREATE OR REPLACE FUNCTION rollcall_total_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  change record;
BEGIN
  FOR change IN
    SELECT player_id, server_id, min(joined_at) AS first_at, max(left_at) AS last_at, sum(n) AS sessions,
           sum(n * extract(epoch FROM left_at - joined_at)) AS seconds
    FROM (
      SELECT player_id, server_id, joined_at, left_at, 1 AS n FROM new_rows WHERE left_at IS NOT NULL
      UNION ALL
      SELECT player_id, server_id, joined_at, left_at, -1 FROM old_rows WHERE left_at IS NOT NULL
    ) AS both_sides
    GROUP BY player_id, server_id
    HAVING sum(n) <> 0 OR sum(n * extract(epoch FROM left_at - joined_at)) <> 0
    ORDER BY player_id, server_id
  LOOP
    -- Updated first: see rollcall_write_batch. Rounded, so that what was added can be taken away again without a rest.
    UPDATE player_server_total t SET
      first_seen_at = least(t.first_seen_at, change.first_at), last_seen_at = greatest(t.last_seen_at, change.last_at),
      sessions = t.sessions + change.sessions, seconds = round(t.seconds::numeric + change.seconds, 6)
    WHERE t.player_id = change.player_id AND t.server_id = change.server_id;
    CONTINUE WHEN FOUND;
    INSERT INTO player_server_total AS t (player_id, server_id, first_seen_at, last_seen_at, sessions, seconds)
    VALUES (change.player_id, change.server_id, change.first_at, change.last_at, change.sessions, change.seconds)
    ON CONFLICT (player_id, server_id) DO UPDATE SET
      first_seen_at = least(t.first_seen_at, change.first_at), last_seen_at = greatest(t.last_seen_at, change.last_at),
      sessions = t.sessions + change.sessions, seconds = round(t.seconds::numeric + change.seconds, 6);
  END LOOP;

  -- Whoever left may count for the map that was changed to ten minutes before.
  INSERT INTO server_hour_stale (server_id, since)
  SELECT server_id, min(left_at) - interval '10 minutes'
  FROM (SELECT server_id, left_at FROM new_rows UNION ALL SELECT server_id, left_at FROM old_rows) AS both_sides
  WHERE left_at < (SELECT summed_until FROM history_mark)
  GROUP BY server_id;
  RETURN NULL;
END
$$;
--> statement-breakpoint
-- What is there already is summed up day by day by the collector, a few minutes after it starts.
INSERT INTO server_hour_stale (server_id, since)
SELECT v.id, greatest(f.first_at, m.states_kept_since, m.sessions_kept_since)
FROM servers v
CROSS JOIN history_mark m
CROSS JOIN LATERAL (
  SELECT least((SELECT min(s.started_at) FROM server_state s WHERE s.server_id = v.id),
    (SELECT min(a.started_at) FROM server_reachability a WHERE a.server_id = v.id)) AS first_at
) AS f
WHERE f.first_at < m.summed_until;
--> statement-breakpoint
COMMENT ON TABLE server_map_hour IS 'Sums of each map in an hour of a server, kept for ever; written a few minutes after the hour. Time in which the server told no map is not in it.';
COMMENT ON COLUMN server_map_hour.server_id IS 'The server.';
COMMENT ON COLUMN server_map_hour.hour IS 'Start of the hour.';
COMMENT ON COLUMN server_map_hour.map IS 'The map.';
COMMENT ON COLUMN server_map_hour.up_seconds IS 'Seconds on this map.';
COMMENT ON COLUMN server_map_hour.counted_seconds IS 'Seconds of these in which the number of players was known.';
COMMENT ON COLUMN server_map_hour.player_seconds IS 'Humans times seconds; divided by counted_seconds the average number of players.';
COMMENT ON COLUMN server_map_hour.peak_players IS 'Most players that any poll saw on it; null = not told.';
COMMENT ON COLUMN server_map_hour.changes IS 'How often it was changed to, from another map seen at most a minute before.';
COMMENT ON COLUMN server_map_hour.players_at_changes IS 'Who was on just before these changes, together; without changes after which the server fell silent, so that nobody knows who stayed.';
COMMENT ON COLUMN server_map_hour.players_lost IS 'How many of these left within ten minutes, or before the next change if that was sooner, and were not back then.';
--> statement-breakpoint
COMMENT ON TABLE server_player_hour IS 'Who was on in an hour of a server; written a few minutes after the hour and kept as long as closed sessions are. No row = nobody was on, or nobody watched.';
COMMENT ON COLUMN server_player_hour.server_id IS 'The server.';
COMMENT ON COLUMN server_player_hour.hour IS 'Start of the hour.';
COMMENT ON COLUMN server_player_hour.player_ids IS 'The players.';
COMMENT ON COLUMN server_player_hour.seconds IS 'How many seconds each of them was on in this hour, in the same order.';
COMMENT ON COLUMN server_player_hour.newcomers IS 'How many of them came to this server for the first time ever in this hour.';
