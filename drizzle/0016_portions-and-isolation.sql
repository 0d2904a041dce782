-- Room on each page for the second version of its rows, which comes when a session or a state ends: without it that one goes to another page,
-- and the log holds it whole. For pages to come; nothing is rewritten.
SET LOCAL lock_timeout = '10s';
--> statement-breakpoint
ALTER TABLE server_player_session SET (fillfactor = 90);
--> statement-breakpoint
ALTER TABLE server_state SET (fillfactor = 90);
--> statement-breakpoint
-- After the update, for a trigger before it would lock the row first, and the lock be logged: a third of what a heartbeat costs.
DROP TRIGGER collector_run_over ON collector_run;
--> statement-breakpoint
CREATE TRIGGER collector_run_over AFTER UPDATE OF batch, heartbeat_at ON collector_run
  FOR EACH ROW WHEN (OLD.replaced_by IS NOT NULL OR OLD.stopped_at IS NOT NULL) EXECUTE FUNCTION rollcall_refuse_run();
--> statement-breakpoint
-- The triggers of 0015 compare with what their transaction sees. Read committed, that is what is there once the locks are theirs. A transaction
-- that looks at everything as it was when it began has to lock what it found, which fails if that has been deleted since.
CREATE OR REPLACE FUNCTION rollcall_require_server() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  missing integer;
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    PERFORM FROM servers v WHERE v.id IN (SELECT n.server_id FROM new_rows n) FOR KEY SHARE;
  END IF;
  SELECT n.server_id INTO missing FROM new_rows n WHERE NOT EXISTS (SELECT FROM servers v WHERE v.id = n.server_id) LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'there is no server %', missing USING ERRCODE = 'foreign_key_violation'; END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION rollcall_require_player() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  missing bigint;
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    PERFORM FROM player p WHERE p.id IN (SELECT n.player_id FROM new_rows n) FOR KEY SHARE;
  END IF;
  SELECT n.player_id INTO missing FROM new_rows n WHERE NOT EXISTS (SELECT FROM player p WHERE p.id = n.player_id) LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'there is no player %', missing USING ERRCODE = 'foreign_key_violation'; END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION rollcall_require_both() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  player_wanted bigint := (to_jsonb(NEW)->>'player_id')::bigint;
BEGIN
  -- By hand only: locks cost nothing that matters.
  PERFORM FROM servers WHERE id = NEW.server_id FOR KEY SHARE;
  IF NOT FOUND THEN RAISE EXCEPTION 'there is no server %', NEW.server_id USING ERRCODE = 'foreign_key_violation'; END IF;
  IF TG_TABLE_NAME = 'server_player_session' THEN
    PERFORM FROM player WHERE id = player_wanted FOR KEY SHARE;
    IF NOT FOUND THEN RAISE EXCEPTION 'there is no player %', player_wanted USING ERRCODE = 'foreign_key_violation'; END IF;
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION rollcall_lock_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- What was written since such a transaction began it cannot see, and would leave behind.
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'rows of % are deleted in a READ COMMITTED transaction only', TG_TABLE_NAME USING ERRCODE = 'feature_not_supported';
  END IF;
  LOCK TABLE server_player_session, player_server_total, server_state, server_reachability IN SHARE ROW EXCLUSIVE MODE;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION rollcall_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION '% is emptied in a READ COMMITTED transaction only', TG_TABLE_NAME USING ERRCODE = 'feature_not_supported';
  END IF;
  -- Only TRUNCATE … CASCADE gets here: other tables refer to these as well.
  DELETE FROM server_player_session;
  DELETE FROM player_server_total;
  IF TG_TABLE_NAME = 'servers' THEN
    DELETE FROM server_state;
    DELETE FROM server_reachability;
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
-- As before, and tells of whom it ends the session when they were seen last.
CREATE OR REPLACE FUNCTION rollcall_remove_server(p_server integer, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  seen_at timestamptz;
BEGIN
  -- Waits for the batch under way, and lets the next one wait: see rollcall_write_batch.
  PERFORM pg_advisory_xact_lock(7265651004);
  PERFORM FROM servers WHERE id = p_server AND removed_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  SELECT least(coalesce(w.last_ok_at, r.heartbeat_at), p_at) INTO seen_at
  FROM server_watch w JOIN collector_run r ON r.id = w.run_id WHERE w.server_id = p_server;

  UPDATE player p SET last_seen_at = greatest(s.joined_at, seen_at)
  FROM server_player_session s
  WHERE s.server_id = p_server AND s.left_at IS NULL AND p.id = s.player_id AND p.last_seen_at < greatest(s.joined_at, seen_at);
  UPDATE server_player_session SET
    left_at = greatest(joined_at, seen_at), last_seen_at = greatest(joined_at, seen_at), end_reason = 'server_removed'
  WHERE server_id = p_server AND left_at IS NULL;
  UPDATE server_state SET ended_at = greatest(started_at, seen_at) WHERE server_id = p_server AND ended_at IS NULL;
  -- Whether it answers is known for as long as somebody asked, also while it did not.
  UPDATE server_reachability a SET ended_at = greatest(a.started_at, seen_at, CASE WHEN a.status <> 'ok' THEN
    (SELECT least(r.heartbeat_at, p_at) FROM server_watch w JOIN collector_run r ON r.id = w.run_id WHERE w.server_id = p_server) END)
  WHERE server_id = p_server AND ended_at IS NULL;
  UPDATE server_watch SET last_ok_at = seen_at WHERE server_id = p_server AND last_ok_at IS NULL;

  DELETE FROM server_credentials WHERE server_id = p_server;
  UPDATE servers SET removed_at = p_at, updated_at = p_at, enabled = false WHERE id = p_server;
  -- The same list that a batch names.
  PERFORM pg_notify('rollcall_changes', p_server::text);
  RETURN true;
END
$$;
--> statement-breakpoint
-- What retention asks for at once is told to it, so that no statement takes long, however busy a server was and however slow the machine is.
DROP FUNCTION rollcall_sum_stale();
--> statement-breakpoint
CREATE FUNCTION rollcall_sum_stale(p_hours integer) RETURNS boolean
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
  to_hour := least(from_hour + p_hours * interval '1 hour', mark.summed_until);
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
CREATE OR REPLACE FUNCTION rollcall_trim_sessions(p_before timestamptz, p_from integer, p_limit integer) RETURNS TABLE (deleted integer, next_server integer)
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
DECLARE
  chunk integer[];
  doomed tid[];
  last integer;
  before timestamptz := date_trunc('hour', p_before, 'UTC');
  servers_at_once integer := greatest(20, p_limit / 2);
BEGIN
  IF NOT pg_try_advisory_xact_lock(7265651003) THEN RETURN; END IF;
  UPDATE history_mark SET sessions_kept_since = before
  WHERE before <= summed_until AND (sessions_kept_since < before) IS NOT false AND NOT EXISTS (SELECT FROM server_hour_stale WHERE since < before);
  SELECT least(before, sessions_kept_since) INTO before FROM history_mark WHERE sessions_kept_since IS NOT NULL;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT array_agg(id) INTO chunk FROM (SELECT id FROM servers WHERE id >= p_from ORDER BY id LIMIT servers_at_once) AS v;
  SELECT array_agg(d.tuple), max(d.server_id) INTO doomed, last FROM (
    SELECT t.tuple, t.server_id FROM unnest(chunk) AS v(id) CROSS JOIN LATERAL (
      SELECT s.ctid AS tuple, s.server_id FROM server_player_session s
      WHERE s.server_id = v.id AND s.left_at < before ORDER BY s.left_at LIMIT p_limit
    ) AS t LIMIT p_limit
  ) AS d;
  DELETE FROM server_player_session WHERE ctid = ANY (doomed) AND left_at < before;
  deleted := coalesce(cardinality(doomed), 0);
  next_server := CASE WHEN deleted = p_limit THEN last ELSE chunk[servers_at_once] + 1 END;
  RETURN NEXT;
END
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION rollcall_trim_states(p_before timestamptz, p_from integer, p_limit integer) RETURNS TABLE (deleted integer, next_server integer)
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
DECLARE
  chunk integer[];
  states tid[];
  reach tid[];
  last_state integer;
  last_reach integer;
  before timestamptz := date_trunc('hour', p_before, 'UTC');
  servers_at_once integer := greatest(20, p_limit / 2);
BEGIN
  IF NOT pg_try_advisory_xact_lock(7265651003) THEN RETURN; END IF;
  UPDATE history_mark SET states_kept_since = before
  WHERE before <= summed_until AND (states_kept_since < before) IS NOT false AND NOT EXISTS (SELECT FROM server_hour_stale WHERE since < before);
  SELECT least(before, states_kept_since) INTO before FROM history_mark WHERE states_kept_since IS NOT NULL;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT array_agg(id) INTO chunk FROM (SELECT id FROM servers WHERE id >= p_from ORDER BY id LIMIT servers_at_once) AS v;
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
  next_server := least(chunk[servers_at_once] + 1,
    CASE WHEN cardinality(states) = p_limit THEN last_state END, CASE WHEN cardinality(reach) = p_limit THEN last_reach END);
  RETURN NEXT;
END
$$;
--> statement-breakpoint
DROP FUNCTION rollcall_trim_player_hours(integer);
--> statement-breakpoint
CREATE FUNCTION rollcall_trim_player_hours(p_from integer, p_limit integer) RETURNS TABLE (deleted integer, next_server integer)
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
DECLARE
  before timestamptz;
  chunk integer[];
  doomed tid[];
  last integer;
  servers_at_once integer := greatest(20, p_limit / 2);
BEGIN
  IF NOT pg_try_advisory_xact_lock(7265651003) THEN RETURN; END IF;
  SELECT sessions_kept_since INTO before FROM history_mark;
  SELECT array_agg(id) INTO chunk FROM (SELECT id FROM servers WHERE id >= p_from ORDER BY id LIMIT servers_at_once) AS v;
  SELECT array_agg(d.tuple), max(d.server_id) INTO doomed, last FROM (
    SELECT t.tuple, t.server_id FROM unnest(chunk) AS v(id) CROSS JOIN LATERAL (
      SELECT h.ctid AS tuple, h.server_id FROM server_player_hour h
      WHERE h.server_id = v.id AND h.hour < before ORDER BY h.hour LIMIT p_limit
    ) AS t LIMIT p_limit
  ) AS d;
  DELETE FROM server_player_hour WHERE ctid = ANY (doomed) AND hour < before;
  deleted := coalesce(cardinality(doomed), 0);
  next_server := CASE WHEN deleted = p_limit THEN last ELSE chunk[servers_at_once] + 1 END;
  RETURN NEXT;
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_sum_stale(integer) IS 'Sums up again some hours of one server that was written late; false when there is nothing left to do. Called by the collector only.';
COMMENT ON FUNCTION rollcall_trim_player_hours(integer, integer) IS 'Deletes some hours of server_player_hour whose sessions are trimmed; how many, and the server to go on with, null when there are no more. Called by the collector only.';
COMMENT ON FUNCTION rollcall_lock_history() IS 'Lets nobody write history while servers or players are deleted, which a transaction may do that is READ COMMITTED.';
