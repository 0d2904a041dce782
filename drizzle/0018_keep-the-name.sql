-- As before, but an empty name, which games show of who is still connecting, takes no name away.
CREATE OR REPLACE FUNCTION rollcall_write_batch(p_run integer, p_batch bigint, p_heartbeat timestamptz, doc jsonb) RETURNS boolean
LANGUAGE plpgsql
-- A few rows among millions are always found by index, whatever is believed of a table that has just begun to grow.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
BEGIN
  -- A retry of a batch that was written after all, or one that comes late, must change nothing. The row lock also keeps the batches of a run in order.
  UPDATE collector_run SET batch = p_batch, heartbeat_at = greatest(heartbeat_at, p_heartbeat) WHERE id = p_run AND batch < p_batch;
  IF NOT FOUND THEN
    IF NOT EXISTS (SELECT FROM collector_run WHERE id = p_run) THEN
      RAISE EXCEPTION 'there is no collector run %', p_run USING ERRCODE = 'no_data_found';
    END IF;
    RETURN false;
  END IF;

  -- The removal of a server comes before this batch or after it, never between. Rows of servers are not locked: each lock is logged.
  PERFORM pg_advisory_xact_lock_shared(7265651004);

  -- Updated first: for who is known, which is most, an INSERT … ON CONFLICT would cost twice the log. Who is in game is seen anyway: the
  -- time last seen is brought up to date (x.stale) when a session closes or the name changes.
  UPDATE player t SET
    last_name = CASE WHEN x.last_at >= t.last_seen_at AND x.name <> '' THEN x.name ELSE t.last_name END,
    first_seen_at = least(t.first_seen_at, x.first_at),
    last_seen_at = greatest(t.last_seen_at, x.last_at)
  FROM jsonb_to_recordset(doc->'players') AS x(id bigint, name text, first_at timestamptz, last_at timestamptz, stale boolean)
  WHERE t.id = x.id
    AND ((x.stale AND x.last_at > t.last_seen_at) OR (x.name NOT IN (t.last_name, '') AND x.last_at >= t.last_seen_at) OR x.first_at < t.first_seen_at);

  -- That of the name used last is the player's: see player_name.
  UPDATE player_name_seen t SET first_seen_at = least(t.first_seen_at, x.first_at), last_seen_at = greatest(t.last_seen_at, x.last_at)
  FROM jsonb_to_recordset(doc->'names') AS x(id bigint, name text, first_at timestamptz, last_at timestamptz, stale boolean)
  WHERE t.player_id = x.id AND t.name = x.name AND (x.first_at < t.first_seen_at OR (x.stale AND x.last_at > t.last_seen_at
    AND NOT EXISTS (SELECT FROM player p WHERE p.id = x.id AND p.last_name = x.name AND p.last_seen_at >= x.last_at)));

  -- Not by ON CONFLICT, which logs each row twice. Another collector may write the same player or name at this moment: then it is there at the second try.
  FOR attempt IN 1..5 LOOP
    BEGIN
      INSERT INTO player (id, last_name, first_seen_at, last_seen_at)
      SELECT x.id, x.name, x.first_at, x.last_at
      FROM jsonb_to_recordset(doc->'players') AS x(id bigint, name text, first_at timestamptz, last_at timestamptz)
      WHERE NOT EXISTS (SELECT FROM player t WHERE t.id = x.id)
      ORDER BY x.id;

      INSERT INTO player_name_seen (player_id, name, first_seen_at, last_seen_at)
      SELECT x.id, x.name, x.first_at, x.last_at
      FROM jsonb_to_recordset(doc->'names') AS x(id bigint, name text, first_at timestamptz, last_at timestamptz)
      WHERE NOT EXISTS (SELECT FROM player_name_seen t WHERE t.player_id = x.id AND t.name = x.name)
      ORDER BY x.id, x.name;
      EXIT;
    EXCEPTION WHEN unique_violation THEN
      IF attempt = 5 THEN RAISE; END IF;
    END;
  END LOOP;

  -- Closed before others open: at most one open session a player and server.
  UPDATE server_player_session t SET
    left_at = x.left_at, last_seen_at = x.seen_at, end_reason = x.reason,
    min_ping = least(t.min_ping, x.min_ping), max_ping = greatest(t.max_ping, x.max_ping)
  FROM jsonb_to_recordset(doc->'closed') AS x(
    s integer, p bigint, joined_at timestamptz, left_at timestamptz, seen_at timestamptz, reason text, min_ping integer, max_ping integer, again boolean)
  WHERE t.player_id = x.p AND t.joined_at = x.joined_at AND t.server_id = x.s
    AND (t.left_at IS NULL OR (x.again AND (t.left_at, t.last_seen_at, t.end_reason) IS DISTINCT FROM (x.left_at, x.seen_at, x.reason)));

  INSERT INTO server_player_session
    (server_id, player_id, joined_at, left_at, last_seen_at, end_reason, name_at_join, min_ping, max_ping)
  SELECT x.s, x.p, x.joined_at, x.left_at, x.seen_at, x.reason, x.name, x.min_ping, x.max_ping
  FROM jsonb_to_recordset(doc->'opened') AS x(
    s integer, p bigint, joined_at timestamptz, left_at timestamptz, seen_at timestamptz, reason text, name text, min_ping integer, max_ping integer)
  JOIN servers v ON v.id = x.s
  WHERE (v.removed_at IS NULL OR x.left_at IS NOT NULL)
    AND NOT EXISTS (SELECT FROM server_player_session t WHERE t.player_id = x.p AND t.joined_at = x.joined_at AND t.server_id = x.s);

  UPDATE server_player_session t SET left_at = NULL, last_seen_at = NULL, end_reason = NULL
  FROM jsonb_to_recordset(doc->'reopened') AS x(s integer, p bigint, joined_at timestamptz)
  JOIN servers v ON v.id = x.s AND v.removed_at IS NULL
  WHERE t.player_id = x.p AND t.joined_at = x.joined_at AND t.server_id = x.s AND t.left_at IS NOT NULL;

  UPDATE server_player_session t SET min_ping = least(t.min_ping, x.min_ping), max_ping = greatest(t.max_ping, x.max_ping)
  FROM jsonb_to_recordset(doc->'pings') AS x(s integer, p bigint, joined_at timestamptz, min_ping integer, max_ping integer)
  WHERE t.player_id = x.p AND t.joined_at = x.joined_at AND t.server_id = x.s
    AND (t.min_ping IS NULL OR t.max_ping IS NULL OR x.min_ping < t.min_ping OR x.max_ping > t.max_ping);

  UPDATE server_state t SET ended_at = x.ended_at
  FROM jsonb_to_recordset(doc->'states_ended') AS x(s integer, started_at timestamptz, ended_at timestamptz)
  WHERE t.server_id = x.s AND t.started_at = x.started_at AND t.ended_at IS NULL;

  INSERT INTO server_state (server_id, started_at, ended_at, players, max_players, bots, map, hibernating)
  SELECT x.s, x.started_at, x.ended_at, x.players, x.max_players, x.bots, x.map, x.hibernating
  FROM jsonb_to_recordset(doc->'states') AS x(
    s integer, started_at timestamptz, ended_at timestamptz, players integer, max_players integer, bots integer, map text, hibernating boolean)
  JOIN servers v ON v.id = x.s
  WHERE (v.removed_at IS NULL OR x.ended_at IS NOT NULL)
    AND NOT EXISTS (SELECT FROM server_state t WHERE t.server_id = x.s AND t.started_at = x.started_at);

  UPDATE server_reachability t SET ended_at = x.ended_at
  FROM jsonb_to_recordset(doc->'reach_ended') AS x(s integer, started_at timestamptz, ended_at timestamptz)
  WHERE t.server_id = x.s AND t.started_at = x.started_at AND t.ended_at IS NULL;

  INSERT INTO server_reachability (server_id, status, detail, started_at, ended_at)
  SELECT x.s, x.status, x.detail, x.started_at, x.ended_at
  FROM jsonb_to_recordset(doc->'reach') AS x(s integer, status text, detail text, started_at timestamptz, ended_at timestamptz)
  JOIN servers v ON v.id = x.s
  WHERE (v.removed_at IS NULL OR x.ended_at IS NOT NULL)
    AND NOT EXISTS (SELECT FROM server_reachability t WHERE t.server_id = x.s AND t.started_at = x.started_at);

  INSERT INTO server_watch AS t (server_id, run_id, last_ok_at)
  SELECT x.s, p_run, x.last_ok_at
  FROM jsonb_to_recordset(doc->'watch') AS x(s integer, last_ok_at timestamptz)
  JOIN servers v ON v.id = x.s AND v.removed_at IS NULL
  ON CONFLICT (server_id) DO UPDATE SET run_id = excluded.run_id, last_ok_at = excluded.last_ok_at,
    incomplete_answers = CASE WHEN t.run_id = excluded.run_id THEN t.incomplete_answers ELSE 0 END,
    last_incomplete_at = CASE WHEN t.run_id = excluded.run_id THEN t.last_incomplete_at END
  WHERE (t.run_id, t.last_ok_at) IS DISTINCT FROM (excluded.run_id, excluded.last_ok_at);

  UPDATE server_watch t SET
    incomplete_answers = least(t.incomplete_answers::bigint + x.count, 2147483647)::integer, last_incomplete_at = greatest(t.last_incomplete_at, x.last_at)
  FROM jsonb_to_recordset(doc->'incomplete') AS x(s integer, count integer, last_at timestamptz)
  WHERE t.server_id = x.s AND t.run_id = p_run;

  IF doc->>'notify' <> '' THEN
    PERFORM pg_notify('rollcall_changes', doc->>'notify');
  END IF;
  RETURN true;
END
$$;
