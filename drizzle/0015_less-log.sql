ALTER TABLE "player_name" RENAME TO "player_name_seen";--> statement-breakpoint
ALTER TABLE "player_name_seen" DROP CONSTRAINT "player_name_player_id_player_id_fk";
--> statement-breakpoint
ALTER TABLE "server_player_session" DROP CONSTRAINT "server_player_session_server_id_servers_id_fk";
--> statement-breakpoint
ALTER TABLE "server_player_session" DROP CONSTRAINT "server_player_session_player_id_player_id_fk";
--> statement-breakpoint
ALTER TABLE "server_state" DROP CONSTRAINT "server_state_server_id_servers_id_fk";
--> statement-breakpoint
ALTER TABLE "player_server_total" DROP CONSTRAINT "player_server_total_player_id_player_id_fk";
--> statement-breakpoint
ALTER TABLE "player_server_total" DROP CONSTRAINT "player_server_total_server_id_servers_id_fk";
--> statement-breakpoint
ALTER TABLE "server_reachability" DROP CONSTRAINT "server_reachability_server_id_servers_id_fk";
--> statement-breakpoint
DROP INDEX "player_server_total_server_idx";--> statement-breakpoint
ALTER TABLE "server_watch" ADD COLUMN "incomplete_answers" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "server_watch" ADD COLUMN "last_incomplete_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "player_name_seen" ADD CONSTRAINT "player_name_player_id_player_id_fk" FOREIGN KEY ("player_id") REFERENCES "public"."player"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
-- Room on each page, so that a player seen again stays on it and no index has to be written.
ALTER TABLE player SET (fillfactor = 90);
--> statement-breakpoint
CREATE VIEW player_name AS
SELECT n.player_id,
       n.name,
       n.first_seen_at,
       CASE WHEN n.name = p.last_name THEN greatest(n.last_seen_at, p.last_seen_at) ELSE n.last_seen_at END AS last_seen_at
FROM player_name_seen n
JOIN player p ON p.id = n.player_id;
--> statement-breakpoint
-- A name gets a time of its own when another one takes its place.
CREATE FUNCTION rollcall_name_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE player_name_seen SET last_seen_at = OLD.last_seen_at
  WHERE player_id = OLD.id AND name = OLD.last_name AND last_seen_at < OLD.last_seen_at;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER player_renamed AFTER UPDATE OF last_name ON player
  FOR EACH ROW WHEN (OLD.last_name <> NEW.last_name) EXECUTE FUNCTION rollcall_name_replaced();
--> statement-breakpoint
-- What foreign keys would do, without a lock in the log for each new row: the other side is locked by whoever deletes there, which is rare.
CREATE FUNCTION rollcall_require_server() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  missing integer;
BEGIN
  SELECT n.server_id INTO missing FROM new_rows n WHERE NOT EXISTS (SELECT FROM servers v WHERE v.id = n.server_id) LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'there is no server %', missing USING ERRCODE = 'foreign_key_violation'; END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE FUNCTION rollcall_require_player() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  missing bigint;
BEGIN
  SELECT n.player_id INTO missing FROM new_rows n WHERE NOT EXISTS (SELECT FROM player p WHERE p.id = n.player_id) LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'there is no player %', missing USING ERRCODE = 'foreign_key_violation'; END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
-- The batch never does this; whoever mends the history by hand may.
CREATE FUNCTION rollcall_require_both() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM servers WHERE id = NEW.server_id) THEN
    RAISE EXCEPTION 'there is no server %', NEW.server_id USING ERRCODE = 'foreign_key_violation';
  ELSIF TG_TABLE_NAME = 'server_player_session' AND NOT EXISTS (SELECT FROM player WHERE id = (to_jsonb(NEW)->>'player_id')::bigint) THEN
    RAISE EXCEPTION 'there is no player %', to_jsonb(NEW)->>'player_id' USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
-- Whoever writes history waits for the end of this transaction, and this one for whoever is writing: nothing comes in between.
CREATE FUNCTION rollcall_lock_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE server_player_session, player_server_total, server_state, server_reachability IN SHARE ROW EXCLUSIVE MODE;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE FUNCTION rollcall_server_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- By either partial index: there is none of all sessions of a server.
  DELETE FROM server_player_session WHERE left_at IS NULL AND server_id IN (SELECT id FROM old_rows);
  DELETE FROM server_player_session WHERE left_at IS NOT NULL AND server_id IN (SELECT id FROM old_rows);
  DELETE FROM player_server_total WHERE server_id IN (SELECT id FROM old_rows);
  DELETE FROM server_state WHERE server_id IN (SELECT id FROM old_rows);
  DELETE FROM server_reachability WHERE server_id IN (SELECT id FROM old_rows);
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE FUNCTION rollcall_player_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  needed bigint;
BEGIN
  SELECT o.id INTO needed FROM old_rows o WHERE EXISTS (SELECT FROM server_player_session s WHERE s.player_id = o.id) LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'player % has sessions', needed USING ERRCODE = 'foreign_key_violation'; END IF;
  DELETE FROM player_server_total WHERE player_id IN (SELECT id FROM old_rows);
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE FUNCTION rollcall_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
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
CREATE FUNCTION rollcall_id_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the id of a % never changes', CASE TG_TABLE_NAME WHEN 'servers' THEN 'server' ELSE 'player' END
    USING ERRCODE = 'foreign_key_violation';
END
$$;
--> statement-breakpoint
CREATE TRIGGER server_player_session_has_server AFTER INSERT ON server_player_session
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION rollcall_require_server();
--> statement-breakpoint
CREATE TRIGGER server_state_has_server AFTER INSERT ON server_state
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION rollcall_require_server();
--> statement-breakpoint
CREATE TRIGGER server_reachability_has_server AFTER INSERT ON server_reachability
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION rollcall_require_server();
--> statement-breakpoint
CREATE TRIGGER server_player_session_has_player AFTER INSERT ON server_player_session
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION rollcall_require_player();
--> statement-breakpoint
CREATE TRIGGER server_player_session_moved AFTER UPDATE OF server_id, player_id ON server_player_session
  FOR EACH ROW EXECUTE FUNCTION rollcall_require_both();
--> statement-breakpoint
CREATE TRIGGER server_state_moved AFTER UPDATE OF server_id ON server_state
  FOR EACH ROW EXECUTE FUNCTION rollcall_require_both();
--> statement-breakpoint
CREATE TRIGGER server_reachability_moved AFTER UPDATE OF server_id ON server_reachability
  FOR EACH ROW EXECUTE FUNCTION rollcall_require_both();
--> statement-breakpoint
CREATE TRIGGER servers_lock_history BEFORE DELETE ON servers
  FOR EACH STATEMENT EXECUTE FUNCTION rollcall_lock_history();
--> statement-breakpoint
CREATE TRIGGER servers_deleted AFTER DELETE ON servers
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION rollcall_server_deleted();
--> statement-breakpoint
CREATE TRIGGER servers_emptied AFTER TRUNCATE ON servers
  FOR EACH STATEMENT EXECUTE FUNCTION rollcall_emptied();
--> statement-breakpoint
-- After, for a trigger before would lock each row that is updated, and the lock be logged.
CREATE TRIGGER servers_id_is_final AFTER UPDATE OF id ON servers
  FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION rollcall_id_is_final();
--> statement-breakpoint
CREATE TRIGGER player_lock_history BEFORE DELETE ON player
  FOR EACH STATEMENT EXECUTE FUNCTION rollcall_lock_history();
--> statement-breakpoint
CREATE TRIGGER player_deleted AFTER DELETE ON player
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION rollcall_player_deleted();
--> statement-breakpoint
CREATE TRIGGER player_emptied AFTER TRUNCATE ON player
  FOR EACH STATEMENT EXECUTE FUNCTION rollcall_emptied();
--> statement-breakpoint
CREATE TRIGGER player_id_is_final AFTER UPDATE OF id ON player
  FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION rollcall_id_is_final();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION rollcall_total_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- In one statement and without ON CONFLICT: see rollcall_write_batch.
  FOR attempt IN 1..5 LOOP
    BEGIN
      WITH change AS MATERIALIZED (
        SELECT player_id, server_id, min(joined_at) AS first_at, max(left_at) AS last_at, sum(n) AS sessions,
               sum(n * extract(epoch FROM left_at - joined_at)) AS seconds
        FROM (
          SELECT player_id, server_id, joined_at, left_at, 1 AS n FROM new_rows WHERE left_at IS NOT NULL
          UNION ALL
          SELECT player_id, server_id, joined_at, left_at, -1 FROM old_rows WHERE left_at IS NOT NULL
        ) AS both_sides
        GROUP BY player_id, server_id
        HAVING sum(n) <> 0 OR sum(n * extract(epoch FROM left_at - joined_at)) <> 0
      ), known AS (
        -- Rounded, so that what was added can be taken away again without a rest.
        UPDATE player_server_total t SET
          first_seen_at = least(t.first_seen_at, c.first_at), last_seen_at = greatest(t.last_seen_at, c.last_at),
          sessions = t.sessions + c.sessions, seconds = round(t.seconds::numeric + c.seconds, 6)
        FROM change c WHERE t.player_id = c.player_id AND t.server_id = c.server_id
        RETURNING t.player_id, t.server_id
      )
      INSERT INTO player_server_total (player_id, server_id, first_seen_at, last_seen_at, sessions, seconds)
      SELECT c.player_id, c.server_id, c.first_at, c.last_at, c.sessions, c.seconds FROM change c
      WHERE NOT EXISTS (SELECT FROM known k WHERE k.player_id = c.player_id AND k.server_id = c.server_id);
      EXIT;
    EXCEPTION WHEN unique_violation THEN
      IF attempt = 5 THEN RAISE; END IF;
    END;
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
    last_name = CASE WHEN x.last_at >= t.last_seen_at THEN x.name ELSE t.last_name END,
    first_seen_at = least(t.first_seen_at, x.first_at),
    last_seen_at = greatest(t.last_seen_at, x.last_at)
  FROM jsonb_to_recordset(doc->'players') AS x(id bigint, name text, first_at timestamptz, last_at timestamptz, stale boolean)
  WHERE t.id = x.id
    AND ((x.stale AND x.last_at > t.last_seen_at) OR (x.name <> t.last_name AND x.last_at >= t.last_seen_at) OR x.first_at < t.first_seen_at);

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
--> statement-breakpoint
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
-- What was planned with costs that say "never" was compiled to machine code each time before Postgres 18: a quarter of a second a batch.
ALTER FUNCTION rollcall_trim_sessions(timestamptz, integer, integer) SET jit = off;
--> statement-breakpoint
ALTER FUNCTION rollcall_trim_states(timestamptz, integer, integer) SET jit = off;
--> statement-breakpoint
ALTER FUNCTION rollcall_trim_player_hours(integer) SET jit = off;
--> statement-breakpoint
ALTER FUNCTION rollcall_write_hour_details(timestamptz, timestamptz, integer[]) SET jit = off;
--> statement-breakpoint
ALTER FUNCTION rollcall_hours(timestamptz, timestamptz, integer[]) SET jit = off;
--> statement-breakpoint
ALTER FUNCTION map_hours(integer[], timestamptz, timestamptz) SET jit = off;
--> statement-breakpoint
ALTER FUNCTION player_hours(integer[], timestamptz, timestamptz) SET jit = off;
--> statement-breakpoint
COMMENT ON VIEW player_name IS 'Every name a player has used, in the game.';
COMMENT ON COLUMN player_name.player_id IS 'The player.';
COMMENT ON COLUMN player_name.name IS 'The name.';
COMMENT ON COLUMN player_name.first_seen_at IS 'When it was seen first.';
COMMENT ON COLUMN player_name.last_seen_at IS 'When it was seen last, as far as it has been written: at the end of a session or when the name changed.';
COMMENT ON TABLE player_name_seen IS 'What the view player_name is made of.';
COMMENT ON COLUMN player_name_seen.last_seen_at IS 'When it was seen last. Of the name used last it is out of date: see player_name.';
COMMENT ON COLUMN server_watch.incomplete_answers IS 'Answers to this run that did not list everybody they counted, and therefore closed no session; written every ten minutes at most.';
COMMENT ON COLUMN server_watch.last_incomplete_at IS 'When the last of them came; null = none.';
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_name_replaced() IS 'Writes down when a name was seen last that is no longer the one used last.';
COMMENT ON FUNCTION rollcall_require_server() IS 'Refuses history of a server that does not exist.';
COMMENT ON FUNCTION rollcall_require_player() IS 'Refuses sessions of a player who does not exist.';
COMMENT ON FUNCTION rollcall_require_both() IS 'Refuses to move history to a server or player that does not exist.';
COMMENT ON FUNCTION rollcall_lock_history() IS 'Lets nobody write history while servers or players are deleted.';
COMMENT ON FUNCTION rollcall_server_deleted() IS 'Deletes the history of deleted servers.';
COMMENT ON FUNCTION rollcall_player_deleted() IS 'Refuses to delete players who have sessions.';
COMMENT ON FUNCTION rollcall_emptied() IS 'Deletes the history with the servers or players it belongs to.';
COMMENT ON FUNCTION rollcall_id_is_final() IS 'Refuses to change the id of a server or player.';
