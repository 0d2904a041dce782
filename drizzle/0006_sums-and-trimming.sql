-- Play times: counted in the statement that closes or reopens a session, so that they are right at every moment, whoever writes.
-- Deleting a session takes nothing away: that is what trimming is.
ALTER TABLE player_server_total SET (fillfactor = 70);
--> statement-breakpoint
CREATE FUNCTION rollcall_total_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO player_server_total AS t (player_id, server_id, first_seen_at, last_seen_at, sessions, seconds)
  SELECT player_id, server_id, min(joined_at), max(left_at), count(*), sum(extract(epoch FROM left_at - joined_at))
  FROM new_rows WHERE left_at IS NOT NULL GROUP BY player_id, server_id
  ON CONFLICT (player_id, server_id) DO UPDATE SET
    first_seen_at = least(t.first_seen_at, excluded.first_seen_at), last_seen_at = greatest(t.last_seen_at, excluded.last_seen_at),
    sessions = t.sessions + excluded.sessions, seconds = round(t.seconds::numeric + excluded.seconds::numeric, 6);

  -- Somebody who is first seen now may have been there for hours.
  INSERT INTO server_hour_stale (server_id, since)
  SELECT server_id, min(joined_at) FROM new_rows WHERE joined_at < (SELECT summed_until FROM history_mark) GROUP BY server_id;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE FUNCTION rollcall_total_changed() RETURNS trigger LANGUAGE plpgsql AS $$
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
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE FUNCTION rollcall_hour_started() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO server_hour_stale (server_id, since)
  SELECT server_id, min(started_at) FROM new_rows WHERE started_at < (SELECT summed_until FROM history_mark) GROUP BY server_id;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE FUNCTION rollcall_hour_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO server_hour_stale (server_id, since)
  SELECT server_id, min(ended_at) FROM new_rows WHERE ended_at < (SELECT summed_until FROM history_mark) GROUP BY server_id;
  RETURN NULL;
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_total_closed() IS 'Counts sessions that are written closed, and notes hours that have to be summed up again.';
COMMENT ON FUNCTION rollcall_total_changed() IS 'Counts sessions that close, and takes away those that are reopened.';
COMMENT ON FUNCTION rollcall_hour_started() IS 'Notes hours that have to be summed up again, because something that began in them was written late.';
COMMENT ON FUNCTION rollcall_hour_ended() IS 'Notes hours that have to be summed up again, because something ended in them after all.';
--> statement-breakpoint
INSERT INTO player_server_total (player_id, server_id, first_seen_at, last_seen_at, sessions, seconds)
SELECT player_id, server_id, min(joined_at), max(left_at), count(*), sum(extract(epoch FROM left_at - joined_at))
FROM server_player_session WHERE left_at IS NOT NULL GROUP BY player_id, server_id;
--> statement-breakpoint
CREATE TRIGGER server_player_session_inserted AFTER INSERT ON server_player_session
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION rollcall_total_closed();
--> statement-breakpoint
CREATE TRIGGER server_player_session_updated AFTER UPDATE ON server_player_session
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION rollcall_total_changed();
--> statement-breakpoint
CREATE TRIGGER server_state_inserted AFTER INSERT ON server_state
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION rollcall_hour_started();
--> statement-breakpoint
CREATE TRIGGER server_state_updated AFTER UPDATE ON server_state
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION rollcall_hour_ended();
--> statement-breakpoint
CREATE TRIGGER server_reachability_inserted AFTER INSERT ON server_reachability
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION rollcall_hour_started();
--> statement-breakpoint
CREATE TRIGGER server_reachability_updated AFTER UPDATE ON server_reachability
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION rollcall_hour_ended();
--> statement-breakpoint
-- Reads the rows of the window by index, server by server (OFFSET 0 keeps the planner from joining whole tables), whatever is believed of
-- the tables; the two sorts of intervals of a server meet in a hash join.
CREATE FUNCTION rollcall_hours(p_from timestamptz, p_to timestamptz, p_servers integer[])
RETURNS TABLE (server_id integer, hour timestamptz, watched_seconds double precision, up_seconds double precision,
  counted_seconds double precision, player_seconds double precision, peak_players integer, joins integer)
LANGUAGE sql STABLE PARALLEL SAFE
SET enable_seqscan = off SET enable_nestloop = off
AS $$
  WITH chunk AS MATERIALIZED (
    SELECT v.id, coalesce(w.last_ok_at, r.heartbeat_at) AS seen_at, (SELECT max(heartbeat_at) FROM collector_run) AS asked_at
    FROM unnest(p_servers) AS v(id)
    LEFT JOIN server_watch w ON w.server_id = v.id
    LEFT JOIN collector_run r ON r.id = w.run_id
  ), reach AS MATERIALIZED (
    SELECT c.id, a.status = 'ok' AS up, greatest(a.started_at, p_from) AS b,
           least(p_to, coalesce(a.ended_at, greatest(a.started_at, CASE WHEN a.status = 'ok' THEN c.seen_at ELSE c.asked_at END))) AS e
    FROM chunk c CROSS JOIN LATERAL (
      -- Intervals of a server do not overlap: only the last one that began before the window can reach into it.
      SELECT * FROM server_reachability t WHERE t.server_id = c.id AND t.started_at < p_to AND t.started_at >= coalesce(
        (SELECT max(x.started_at) FROM server_reachability x WHERE x.server_id = c.id AND x.started_at <= p_from), p_from)
      OFFSET 0
    ) AS a
  ), states AS MATERIALIZED (
    SELECT c.id, s.players, s.started_at, greatest(s.started_at, p_from) AS b,
           least(p_to, coalesce(s.ended_at, greatest(s.started_at, c.seen_at))) AS e
    FROM chunk c CROSS JOIN LATERAL (
      SELECT * FROM server_state t WHERE t.server_id = c.id AND t.players IS NOT NULL AND t.started_at < p_to AND t.started_at >= coalesce(
        (SELECT max(x.started_at) FROM server_state x WHERE x.server_id = c.id AND x.started_at <= p_from), p_from)
      OFFSET 0
    ) AS s
  ), pieces AS (
    SELECT id, b, e, up, false AS counted, NULL::integer AS players FROM reach WHERE e > b
    UNION ALL
    SELECT s.id, greatest(s.b, r.b), least(s.e, r.e), false, true, s.players
    FROM states s JOIN reach r ON r.id = s.id AND r.up AND r.b < s.e AND s.b < r.e AND s.b < s.e AND r.b < r.e
  ), parts AS (
    SELECT p.id, h.hour, p.up, p.counted, p.players, extract(epoch FROM least(p.e, h.hour + interval '1 hour') - greatest(p.b, h.hour)) AS seconds
    FROM pieces p CROSS JOIN LATERAL generate_series(date_trunc('hour', p.b, 'UTC'), p.e, interval '1 hour') AS h(hour)
    WHERE h.hour < p.e
    UNION ALL
    -- Seen by one poll only.
    SELECT id, date_trunc('hour', b, 'UTC'), false, true, players, 0 FROM states WHERE started_at = e AND started_at >= p_from
  ), joined AS (
    SELECT c.id, j.joined_at FROM chunk c CROSS JOIN LATERAL (
      SELECT t.joined_at FROM server_player_session t
      WHERE t.server_id = c.id AND t.left_at >= p_from AND t.left_at < p_to + interval '24 hours' AND NOT t.left_at - t.joined_at > interval '24 hours'
      UNION ALL
      SELECT t.joined_at FROM server_player_session t
      WHERE t.server_id = c.id AND t.left_at >= p_from AND t.left_at - t.joined_at > interval '24 hours'
      UNION ALL
      SELECT t.joined_at FROM server_player_session t WHERE t.server_id = c.id AND t.left_at IS NULL
      OFFSET 0
    ) AS j WHERE j.joined_at >= p_from AND j.joined_at < p_to
  )
  SELECT id, hour, coalesce(sum(watched), 0)::double precision, coalesce(sum(up_time), 0)::double precision,
         coalesce(sum(counted_time), 0)::double precision, coalesce(sum(player_time), 0)::double precision, max(peak), sum(joined)::integer
  FROM (
    SELECT id, hour, sum(seconds) FILTER (WHERE NOT counted) AS watched, sum(seconds) FILTER (WHERE up) AS up_time,
           sum(seconds) FILTER (WHERE counted) AS counted_time, sum(players * seconds) AS player_time, max(players) AS peak, 0::bigint AS joined
    FROM parts GROUP BY id, hour
    UNION ALL
    SELECT id, date_trunc('hour', joined_at, 'UTC'), NULL, NULL, NULL, NULL, NULL, count(*) FROM joined GROUP BY 1, 2
  ) AS sums
  GROUP BY id, hour
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_hours(timestamptz, timestamptz, integer[]) IS 'What server_hour says, calculated from the history that is still there, for whole hours of some servers; also for hours that are not summed up yet.';
--> statement-breakpoint
CREATE FUNCTION rollcall_write_hours(p_from timestamptz, p_to timestamptz, p_servers integer[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  states_since timestamptz;
  sessions_since timestamptz;
BEGIN
  SELECT coalesce(states_kept_since, '-infinity'), coalesce(sessions_kept_since, '-infinity') INTO states_since, sessions_since FROM history_mark;
  -- An hour whose rows may be gone keeps what was summed up before. What has not changed is not written.
  INSERT INTO server_hour AS t (server_id, hour, watched_seconds, up_seconds, counted_seconds, player_seconds, peak_players, joins)
  SELECT n.server_id, n.hour, n.watched, n.up, n.counted, n.player, n.peak, n.joins
  FROM (
    SELECT k.server_id, k.hour, o.server_id AS known,
           (o.watched_seconds, o.up_seconds, o.counted_seconds, o.player_seconds, o.peak_players, o.joins) AS before,
           CASE WHEN k.hour < states_since THEN coalesce(o.watched_seconds, 0) ELSE coalesce(f.watched_seconds, 0) END AS watched,
           CASE WHEN k.hour < states_since THEN coalesce(o.up_seconds, 0) ELSE coalesce(f.up_seconds, 0) END AS up,
           CASE WHEN k.hour < states_since THEN coalesce(o.counted_seconds, 0) ELSE coalesce(f.counted_seconds, 0) END AS counted,
           CASE WHEN k.hour < states_since THEN coalesce(o.player_seconds, 0) ELSE coalesce(f.player_seconds, 0) END AS player,
           CASE WHEN k.hour < states_since THEN o.peak_players ELSE f.peak_players END AS peak,
           CASE WHEN k.hour < sessions_since THEN coalesce(o.joins, 0) ELSE coalesce(f.joins, 0) END AS joins
    FROM rollcall_hours(p_from, p_to, p_servers) AS f
    FULL JOIN (
      SELECT h.* FROM server_hour h WHERE h.server_id = ANY (p_servers) AND h.hour >= p_from AND h.hour < p_to
    ) AS o USING (server_id, hour)
    CROSS JOIN LATERAL (SELECT server_id, hour) AS k
  ) AS n
  WHERE CASE WHEN n.known IS NULL THEN n.watched > 0 OR n.joins > 0 OR n.peak IS NOT NULL
             ELSE n.before IS DISTINCT FROM (n.watched, n.up, n.counted, n.player, n.peak, n.joins) END
  ON CONFLICT (server_id, hour) DO UPDATE SET
    watched_seconds = excluded.watched_seconds, up_seconds = excluded.up_seconds, counted_seconds = excluded.counted_seconds,
    player_seconds = excluded.player_seconds, peak_players = excluded.peak_players, joins = excluded.joins;
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_write_hours(timestamptz, timestamptz, integer[]) IS 'Brings whole hours of some servers in server_hour up to date. Called by the collector only.';
--> statement-breakpoint
-- Which hours there are to sum up. Not beyond what every running collector has written; not waiting for one that is gone.
CREATE FUNCTION rollcall_hours_due(p_now timestamptz) RETURNS TABLE (since timestamptz, until timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
  summed timestamptz;
  known timestamptz;
BEGIN
  SELECT summed_until INTO summed FROM history_mark;
  SELECT least(p_now, max(r.heartbeat_at), min(r.heartbeat_at) FILTER (WHERE r.heartbeat_at > p_now - interval '6 hours' AND EXISTS (
    SELECT FROM server_watch w WHERE w.run_id = r.id AND w.last_ok_at IS NULL))) INTO known FROM collector_run r;
  -- The first minutes of an hour still tell who joined at the end of the one before.
  until := date_trunc('hour', known - interval '5 minutes', 'UTC');
  IF summed IS NULL THEN
    summed := date_trunc('hour', least((SELECT min(started_at) FROM server_reachability), (SELECT min(started_at) FROM server_state),
      (SELECT min(joined_at) FROM server_player_session)), 'UTC');
    UPDATE history_mark SET summed_until = summed WHERE summed_until IS NULL AND summed < until;
  END IF;
  -- The last hour once more, for what was just being written when it was summed up.
  since := summed - interval '1 hour';
  IF until > summed THEN RETURN NEXT; END IF;
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_hours_due(timestamptz) IS 'The window of whole hours that has to be summed up; no row = none. Called by the collector only.';
--> statement-breakpoint
CREATE FUNCTION rollcall_sum_hours(p_from timestamptz, p_to timestamptz, p_after integer, p_count integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  chunk integer[];
BEGIN
  IF NOT pg_try_advisory_xact_lock(7265651003) THEN RETURN p_after; END IF;
  SELECT array_agg(id) INTO chunk FROM (SELECT id FROM servers WHERE id > p_after ORDER BY id LIMIT p_count) AS v;
  PERFORM rollcall_write_hours(p_from, p_to, chunk);
  IF cardinality(chunk) = p_count THEN RETURN chunk[p_count]; END IF;
  UPDATE history_mark SET summed_until = p_to WHERE summed_until < p_to;
  RETURN NULL;
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_sum_hours(timestamptz, timestamptz, integer, integer) IS 'Sums up whole hours of the next servers; the last of them, null after the last of all, when these hours count as summed up, p_after if another collector is at it. Called by the collector only.';
--> statement-breakpoint
CREATE FUNCTION rollcall_sum_stale() RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  server integer;
  ids bigint[];
  from_hour timestamptz;
  to_hour timestamptz;
  mark history_mark;
BEGIN
  IF NOT pg_try_advisory_xact_lock(7265651003) THEN RETURN false; END IF;
  SELECT * INTO mark FROM history_mark;
  SELECT server_id INTO server FROM server_hour_stale ORDER BY id LIMIT 1;
  IF NOT FOUND THEN RETURN false; END IF;
  -- Read before the history is: what is noted meanwhile stays for the next time.
  SELECT array_agg(id), date_trunc('hour', min(since), 'UTC') INTO ids, from_hour FROM server_hour_stale WHERE server_id = server;
  from_hour := greatest(from_hour, least(coalesce(mark.states_kept_since, '-infinity'), coalesce(mark.sessions_kept_since, '-infinity')));
  to_hour := least(from_hour + interval '24 hours', mark.summed_until);
  IF to_hour > from_hour THEN PERFORM rollcall_write_hours(from_hour, to_hour, ARRAY[server]); END IF;
  IF to_hour < mark.summed_until THEN
    UPDATE server_hour_stale SET since = to_hour WHERE id = ANY (ids) AND since < to_hour;
  ELSE
    DELETE FROM server_hour_stale WHERE id = ANY (ids);
  END IF;
  RETURN true;
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_sum_stale() IS 'Sums up again one day of one server that was written late; false when there is nothing left to do. Called by the collector only.';
--> statement-breakpoint
-- Found by server: an index on time alone (BRIN) tells nothing any more once the space of trimmed rows has been used again.
CREATE FUNCTION rollcall_trim_sessions(p_before timestamptz, p_from integer, p_limit integer) RETURNS TABLE (deleted integer, next_server integer)
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  chunk integer[];
  doomed tid[];
  last integer;
  before timestamptz := date_trunc('hour', p_before, 'UTC');
BEGIN
  IF NOT pg_try_advisory_xact_lock(7265651003) THEN RETURN; END IF;
  UPDATE history_mark SET sessions_kept_since = before
  WHERE before <= summed_until AND (sessions_kept_since < before) IS NOT false AND NOT EXISTS (SELECT FROM server_hour_stale WHERE since < before);
  SELECT least(before, sessions_kept_since) INTO before FROM history_mark WHERE sessions_kept_since IS NOT NULL;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT array_agg(id) INTO chunk FROM (SELECT id FROM servers WHERE id >= p_from ORDER BY id LIMIT 500) AS v;
  SELECT array_agg(d.tuple), max(d.server_id) INTO doomed, last FROM (
    SELECT t.tuple, t.server_id FROM unnest(chunk) AS v(id) CROSS JOIN LATERAL (
      SELECT s.ctid AS tuple, s.server_id FROM server_player_session s
      WHERE s.server_id = v.id AND s.left_at < before ORDER BY s.left_at LIMIT p_limit
    ) AS t LIMIT p_limit
  ) AS d;
  DELETE FROM server_player_session WHERE ctid = ANY (doomed) AND left_at < before;
  deleted := coalesce(cardinality(doomed), 0);
  next_server := CASE WHEN deleted = p_limit THEN last ELSE chunk[500] + 1 END;
  RETURN NEXT;
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_trim_sessions(timestamptz, integer, integer) IS 'Deletes some sessions that closed before a time; how many, and the server to go on with, null when there are no more. Called by the collector only.';
--> statement-breakpoint
CREATE FUNCTION rollcall_trim_states(p_before timestamptz, p_from integer, p_limit integer) RETURNS TABLE (deleted integer, next_server integer)
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  chunk integer[];
  states tid[];
  reach tid[];
  last_state integer;
  last_reach integer;
  before timestamptz := date_trunc('hour', p_before, 'UTC');
BEGIN
  IF NOT pg_try_advisory_xact_lock(7265651003) THEN RETURN; END IF;
  UPDATE history_mark SET states_kept_since = before
  WHERE before <= summed_until AND (states_kept_since < before) IS NOT false AND NOT EXISTS (SELECT FROM server_hour_stale WHERE since < before);
  SELECT least(before, states_kept_since) INTO before FROM history_mark WHERE states_kept_since IS NOT NULL;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT array_agg(id) INTO chunk FROM (SELECT id FROM servers WHERE id >= p_from ORDER BY id LIMIT 500) AS v;
  -- Intervals of a server do not overlap: those that ended first began first.
  SELECT array_agg(d.tuple), max(d.server_id) INTO states, last_state FROM (
    SELECT t.tuple, t.server_id FROM unnest(chunk) AS v(id) CROSS JOIN LATERAL (
      SELECT s.ctid AS tuple, s.server_id, s.ended_at FROM server_state s
      WHERE s.server_id = v.id AND s.started_at < before ORDER BY s.started_at LIMIT p_limit
    ) AS t WHERE t.ended_at < before LIMIT p_limit
  ) AS d;
  SELECT array_agg(d.tuple), max(d.server_id) INTO reach, last_reach FROM (
    SELECT t.tuple, t.server_id FROM unnest(chunk) AS v(id) CROSS JOIN LATERAL (
      SELECT s.ctid AS tuple, s.server_id, s.ended_at FROM server_reachability s
      WHERE s.server_id = v.id AND s.started_at < before ORDER BY s.started_at LIMIT p_limit
    ) AS t WHERE t.ended_at < before LIMIT p_limit
  ) AS d;
  DELETE FROM server_state WHERE ctid = ANY (states) AND ended_at < before;
  DELETE FROM server_reachability WHERE ctid = ANY (reach) AND ended_at < before;
  deleted := coalesce(cardinality(states), 0) + coalesce(cardinality(reach), 0);
  next_server := least(chunk[500] + 1,
    CASE WHEN cardinality(states) = p_limit THEN last_state END, CASE WHEN cardinality(reach) = p_limit THEN last_reach END);
  RETURN NEXT;
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_trim_states(timestamptz, integer, integer) IS 'Deletes some states and reachability that ended before a time; how many, and the server to go on with, null when there are no more. Called by the collector only.';
--> statement-breakpoint
CREATE FUNCTION rollcall_trim_runs(p_before timestamptz) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  deleted integer;
BEGIN
  IF NOT pg_try_advisory_xact_lock(7265651003) THEN RETURN 0; END IF;
  -- The last one of them stays: it tells until when anybody watched.
  DELETE FROM collector_run WHERE id IN (
    SELECT r.id FROM collector_run r
    WHERE greatest(r.heartbeat_at, r.stopped_at) < p_before AND NOT EXISTS (SELECT FROM server_watch w WHERE w.run_id = r.id)
      AND EXISTS (SELECT FROM collector_run x WHERE x.heartbeat_at < p_before AND (x.heartbeat_at, x.id) > (r.heartbeat_at, r.id))
    LIMIT 500
  );
  GET DIAGNOSTICS deleted = ROW_COUNT;
  RETURN deleted;
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_trim_runs(timestamptz) IS 'Deletes collector runs that ended before a time and that nothing refers to; how many. Called by the collector only.';
--> statement-breakpoint
INSERT INTO history_mark (summed_until)
SELECT date_trunc('hour', least((SELECT min(started_at) FROM server_reachability), (SELECT min(started_at) FROM server_state),
  (SELECT min(joined_at) FROM server_player_session)), 'UTC');
--> statement-breakpoint
COMMENT ON TABLE history_mark IS 'How far the sums reach, and since when the history is whole: one row.';
COMMENT ON COLUMN history_mark.only IS 'Always true: there is one row.';
COMMENT ON COLUMN history_mark.summed_until IS 'Hours before it are in server_hour; null = nothing is summed up yet.';
COMMENT ON COLUMN history_mark.states_kept_since IS 'server_state and server_reachability are whole since then, and what server_hour says of hours before is final; null = whole.';
COMMENT ON COLUMN history_mark.sessions_kept_since IS 'Closed sessions are whole since then, and server_hour.joins of hours before are final; null = whole.';
--> statement-breakpoint
COMMENT ON TABLE server_hour_stale IS 'Hours that were summed up and then changed, because something was written late: they are summed up again within minutes.';
COMMENT ON COLUMN server_hour_stale.id IS 'Number of the note.';
COMMENT ON COLUMN server_hour_stale.server_id IS 'The server.';
COMMENT ON COLUMN server_hour_stale.since IS 'From this time on its hours may be wrong.';
--> statement-breakpoint
COMMENT ON TABLE server_hour IS 'Sums an hour of a server, kept for ever; written a few minutes after the hour. No row = nobody watched and nobody joined.';
COMMENT ON COLUMN server_hour.counted_seconds IS 'Seconds of up_seconds in which the number of players was known.';
COMMENT ON COLUMN server_hour.player_seconds IS 'Humans times seconds; divided by counted_seconds the average number of players.';
COMMENT ON COLUMN player_server_total.first_seen_at IS 'Start of the first session that has closed.';
COMMENT ON COLUMN player_server_total.last_seen_at IS 'End of the last session that has closed, also if it was reopened since: the player was there then.';
COMMENT ON COLUMN player_server_total.sessions IS 'How many sessions have closed; 0 if the only one was reopened.';
COMMENT ON COLUMN player_server_total.seconds IS 'Seconds in game in these sessions.';
