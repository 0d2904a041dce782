-- Reads the rows of the window by index, server by server (OFFSET 0 keeps the planner from joining whole tables), whatever is believed of
-- the tables; the two sorts of intervals of a server meet in a hash join.
CREATE OR REPLACE FUNCTION rollcall_hours(p_from timestamptz, p_to timestamptz, p_servers integer[])
RETURNS TABLE (server_id integer, hour timestamptz, watched_seconds double precision, up_seconds double precision,
  counted_seconds double precision, player_seconds double precision, peak_players integer, joins integer)
LANGUAGE sql STABLE PARALLEL SAFE
SET enable_seqscan = off SET enable_nestloop = off
AS $$
  WITH chunk AS MATERIALIZED (
    SELECT v.id, coalesce(w.last_ok_at, r.heartbeat_at) AS seen_at
    FROM unnest(p_servers) AS v(id)
    LEFT JOIN server_watch w ON w.server_id = v.id
    LEFT JOIN collector_run r ON r.id = w.run_id
  ), reach AS MATERIALIZED (
    SELECT c.id, a.status = 'ok' AS up, greatest(a.started_at, p_from) AS b,
           least(p_to, coalesce(a.ended_at, CASE
             WHEN a.status = 'ok' THEN greatest(a.started_at, c.seen_at)
             -- Not as long as any collector was there, but this server's: see server_reachability_known.
             ELSE (SELECT k.known_until FROM server_reachability_known k WHERE k.server_id = c.id AND k.started_at = a.started_at)
           END)) AS e
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
-- Hours in which a server counted as down though nobody was there to ask it are summed up again.
INSERT INTO server_hour_stale (server_id, since)
SELECT server_id, known_until FROM server_reachability_known
WHERE ended_at IS NULL AND status <> 'ok' AND known_until < (SELECT summed_until FROM history_mark);
