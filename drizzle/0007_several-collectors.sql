CREATE TABLE "server_lease" (
	"server_id" integer PRIMARY KEY NOT NULL,
	"run_id" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "collector_run" ADD COLUMN "replaced_by" integer;--> statement-breakpoint
ALTER TABLE "server_lease" ADD CONSTRAINT "server_lease_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "server_lease" ADD CONSTRAINT "server_lease_run_id_collector_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."collector_run"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "server_lease_run_idx" ON "server_lease" USING btree ("run_id");
--> statement-breakpoint
COMMENT ON COLUMN collector_run.replaced_by IS 'The run that took over its servers because it was gone, killed for example; from then on it can write nothing more. Null = none did.';
COMMENT ON TABLE server_lease IS 'Which collector run polls a server. Without a row nobody does, and so when the run has stopped or was replaced. Written by rollcall_share_servers.';
COMMENT ON COLUMN server_lease.server_id IS 'The server.';
COMMENT ON COLUMN server_lease.run_id IS 'The run that polls it.';
--> statement-breakpoint
-- A run lives as long as the connection that holds this lock: nobody has to write or to compare clocks to know who is there.
CREATE FUNCTION rollcall_announce_run(p_run integer) RETURNS boolean
LANGUAGE sql AS $$ SELECT pg_try_advisory_lock(7265651, p_run) $$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_announce_run(integer) IS 'Tells that a collector run lives, until this connection ends; false if another connection says so already. Called by the collector only.';
--> statement-breakpoint
CREATE FUNCTION rollcall_live_runs() RETURNS TABLE (run_id integer, pid integer)
LANGUAGE sql STABLE AS $$
  SELECT l.objid::bigint::integer, l.pid FROM pg_locks l
  WHERE l.locktype = 'advisory' AND l.classid = 7265651 AND l.objsubid = 2 AND l.granted
    AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
    -- Everybody may take such a lock, who may only read as well.
    AND (SELECT has_table_privilege(a.usesysid, 'server_lease', 'INSERT') FROM pg_stat_get_activity(l.pid) a)
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_live_runs() IS 'The collector runs that are connected now, and by which backend.';
--> statement-breakpoint
CREATE FUNCTION rollcall_share_servers(p_run integer, p_gone integer[], OUT mine integer[], OUT surplus integer[], OUT absent integer[], OUT short integer)
LANGUAGE plpgsql AS $$
DECLARE
  live integer[];
  is_enabled boolean;
  total integer;
  target integer;
  held integer;
  taken integer;
BEGIN
  -- One at a time, or two would take the same server.
  LOCK TABLE server_lease IN SHARE ROW EXCLUSIVE MODE;
  -- Waits for the batch that such a run has under way; after it, it can write none.
  UPDATE collector_run r SET replaced_by = p_run
  WHERE r.id = ANY (p_gone) AND r.id <> p_run AND r.stopped_at IS NULL AND r.replaced_by IS NULL
    AND r.id NOT IN (SELECT l.run_id FROM rollcall_live_runs() l);
  IF NOT EXISTS (SELECT FROM collector_run r WHERE r.id = p_run AND r.stopped_at IS NULL AND r.replaced_by IS NULL) THEN
    RAISE EXCEPTION 'the collector run % is over', p_run USING ERRCODE = 'RC001';
  END IF;
  live := ARRAY(SELECT l.run_id FROM rollcall_live_runs() l UNION SELECT p_run);

  short := 0;
  surplus := '{}';
  -- Apart from each other, so that each run gets its part of the servers that are work.
  FOREACH is_enabled IN ARRAY ARRAY[true, false] LOOP
    SELECT count(*) INTO total FROM servers v WHERE v.removed_at IS NULL AND v.enabled = is_enabled;
    SELECT total / cardinality(live) + (count(*) < total % cardinality(live))::integer INTO target
    FROM unnest(live) AS other(id) WHERE other.id < p_run;
    SELECT count(*) INTO held FROM server_lease l JOIN servers v ON v.id = l.server_id
    WHERE l.run_id = p_run AND v.removed_at IS NULL AND v.enabled = is_enabled;

    IF held < target THEN
      INSERT INTO server_lease (server_id, run_id)
      SELECT v.id, p_run
      FROM servers v
      LEFT JOIN server_lease l ON l.server_id = v.id
      LEFT JOIN collector_run r ON r.id = l.run_id
      WHERE v.removed_at IS NULL AND v.enabled = is_enabled
        AND (r.id IS NULL OR r.stopped_at IS NOT NULL OR r.replaced_by IS NOT NULL)
      ORDER BY v.id LIMIT target - held
      ON CONFLICT (server_id) DO UPDATE SET run_id = excluded.run_id;
      GET DIAGNOSTICS taken = ROW_COUNT;
      short := short + target - held - taken;
    ELSIF held > target THEN
      surplus := surplus || ARRAY(
        SELECT l.server_id FROM server_lease l JOIN servers v ON v.id = l.server_id
        WHERE l.run_id = p_run AND v.removed_at IS NULL AND v.enabled = is_enabled
        ORDER BY l.server_id DESC LIMIT held - target);
    END IF;
  END LOOP;
  mine := ARRAY(SELECT l.server_id FROM server_lease l WHERE l.run_id = p_run ORDER BY l.server_id);
  absent := ARRAY(
    SELECT DISTINCT l.run_id FROM server_lease l JOIN collector_run r ON r.id = l.run_id
    WHERE r.stopped_at IS NULL AND r.replaced_by IS NULL AND l.run_id <> ALL (live));
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_share_servers(integer, integer[]) IS 'Gives a collector run its part of the servers that nobody polls, after replacing those runs of p_gone that are not connected. Tells what it has (mine), what it has too much and must hand over (surplus), runs that hold servers but are not connected (absent), and how many servers it lacks (short). Called by the collector only.';
--> statement-breakpoint
CREATE FUNCTION rollcall_refuse_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the collector run % is over: it can write nothing more', OLD.id USING ERRCODE = 'RC001';
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_refuse_run() IS 'Refuses what a collector run writes that was replaced or has stopped: every batch and every heartbeat updates its row first.';
--> statement-breakpoint
CREATE TRIGGER collector_run_over BEFORE UPDATE OF batch, heartbeat_at ON collector_run
  FOR EACH ROW WHEN (OLD.replaced_by IS NOT NULL OR OLD.stopped_at IS NOT NULL) EXECUTE FUNCTION rollcall_refuse_run();
--> statement-breakpoint
CREATE FUNCTION rollcall_refuse_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The neighbours are enough: none of those there are overlap. An exclusion constraint would need an extension and double the log.
  IF (SELECT coalesce(t.left_at, 'infinity') > NEW.joined_at FROM server_player_session t
      WHERE t.player_id = NEW.player_id AND t.server_id = NEW.server_id AND t.joined_at < NEW.joined_at
      ORDER BY t.joined_at DESC LIMIT 1)
    OR (SELECT t.joined_at < coalesce(NEW.left_at, 'infinity') FROM server_player_session t
      WHERE t.player_id = NEW.player_id AND t.server_id = NEW.server_id AND t.joined_at > NEW.joined_at
      ORDER BY t.joined_at LIMIT 1)
  THEN
    RAISE EXCEPTION 'two sessions of player % on server % would overlap', NEW.player_id, NEW.server_id USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_refuse_overlap() IS 'Two sessions of one player on one server never overlap.';
--> statement-breakpoint
CREATE TRIGGER server_player_session_overlap AFTER INSERT OR UPDATE OF joined_at, left_at ON server_player_session
  FOR EACH ROW EXECUTE FUNCTION rollcall_refuse_overlap();
