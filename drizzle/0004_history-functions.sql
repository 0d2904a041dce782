-- The questions people ask of the history, for the viewer and for psql alike; docs/sql.md shows how. They only read, so they work on a hot
-- standby. Their bodies are parsed once (BEGIN ATOMIC), so that nobody's search_path gives them another meaning. All rows and windows are
-- half open: an end is the first instant that does not belong to them.

CREATE FUNCTION steam_id_64(id text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- The grammar of shared/src/steam-id.ts, and addresses of profiles. [0-9], because \d means more than ASCII digits in some collations.
  SELECT 76561197960265728 + account.n::bigint
  FROM (
    SELECT coalesce(substring($1 FROM '(?i)^(?:https?://)?(?:www\.)?steamcommunity\.com/profiles/([^/?#\s]+)(?:[/?#]\S*)?$'), $1) AS text
  ) AS given,
  LATERAL (
    SELECT CASE
      WHEN given.text ~ '^STEAM_[01]:[01]:[0-9]{1,20}$'
        THEN 2 * substring(given.text FROM 11)::numeric + substring(given.text FROM 9 FOR 1)::numeric
      WHEN given.text ~ '^\[U:1:[0-9]{1,20}(:1)?\]$' THEN substring(given.text FROM '^\[U:1:([0-9]+)')::numeric
      WHEN given.text ~ '^7656[0-9]{13}$' THEN given.text::numeric - 76561197960265728
    END AS n
  ) AS account
  WHERE account.n BETWEEN 1 AND 4294967295;
END;
--> statement-breakpoint
COMMENT ON FUNCTION steam_id_64(text) IS 'The SteamID64 of a person from STEAM_X:Y:Z, [U:1:N], 17 digits, or the address of a profile that holds one of these; null for anything else.';
--> statement-breakpoint
CREATE FUNCTION server_last_seen(server integer) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT greatest(coalesce(w.last_ok_at, r.heartbeat_at), s.started_at)
  FROM server_watch w
  JOIN collector_run r ON r.id = w.run_id
  LEFT JOIN server_state s ON s.server_id = w.server_id AND s.ended_at IS NULL
  WHERE w.server_id = server_last_seen.server;
END;
--> statement-breakpoint
COMMENT ON FUNCTION server_last_seen(integer) IS 'When the server last answered; null = never. Also right after a collector was killed.';
--> statement-breakpoint
CREATE VIEW server_reachability_known AS
SELECT a.id,
       a.server_id,
       a.status,
       a.detail,
       a.started_at,
       a.ended_at,
       coalesce(a.ended_at, greatest(a.started_at, CASE
         WHEN a.status = 'ok' THEN coalesce(w.last_ok_at, r.heartbeat_at)
         -- A server that fails is polled more and more rarely, so it counts as watched for as long as its run is there.
         WHEN w.server_id IS NOT NULL THEN r.heartbeat_at
         -- One that never answered has no run. A run that began later counts when it has had time to poll it, and to end this row if it must.
         ELSE (
           SELECT max(c.heartbeat_at) FROM collector_run c
           WHERE c.started_at <= a.started_at OR c.heartbeat_at > c.started_at + interval '1 minute'
         )
       END)) AS known_until
FROM server_reachability a
LEFT JOIN server_watch w ON w.server_id = a.server_id
LEFT JOIN collector_run r ON r.id = w.run_id;
--> statement-breakpoint
CREATE FUNCTION reachability(server integer, since timestamptz, until timestamptz DEFAULT now())
RETURNS TABLE (status text, detail text, started_at timestamptz, ended_at timestamptz, ongoing boolean)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT k.status, k.detail, greatest(k.started_at, reachability.since), least(k.reached_at, reachability.until), k.ended_at IS NULL
  FROM (
    -- No instant twice, whatever the rows say.
    SELECT a.status, a.detail, a.started_at, a.ended_at,
           least(a.known_until, lead(a.started_at) OVER (ORDER BY a.started_at)) AS reached_at
    FROM server_reachability_known a
    WHERE a.server_id = reachability.server
      AND a.started_at < reachability.until
      -- From the row that reaches into the window, found by index.
      AND a.started_at >= coalesce(
        (SELECT max(b.started_at) FROM server_reachability b WHERE b.server_id = reachability.server AND b.started_at <= reachability.since),
        reachability.since)
  ) AS k
  WHERE reachability.since < reachability.until AND (k.reached_at > reachability.since OR k.started_at >= reachability.since)
  ORDER BY k.started_at;
END;
--> statement-breakpoint
COMMENT ON FUNCTION reachability(integer, timestamptz, timestamptz) IS 'Whether a server answered, clipped to the window; no row for a time = nobody was watching. ongoing = no end has been seen. Nothing when since is not before until.';
--> statement-breakpoint
CREATE FUNCTION outages(server integer, since timestamptz, until timestamptz DEFAULT now())
RETURNS TABLE (status text, detail text, started_at timestamptz, ended_at timestamptz, ongoing boolean)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT a.status, a.detail, a.started_at, a.ended_at, a.ongoing
  FROM reachability(outages.server, outages.since, outages.until) a
  WHERE a.status <> 'ok'
  ORDER BY a.started_at;
END;
--> statement-breakpoint
COMMENT ON FUNCTION outages(integer, timestamptz, timestamptz) IS 'When a server did not answer, and why, clipped to the window; a change of the reason begins another row. ongoing = no end has been seen: ended_at tells how far it is known. Nothing when since is not before until.';
--> statement-breakpoint
CREATE FUNCTION concurrency(server integer, since timestamptz, until timestamptz DEFAULT now())
RETURNS TABLE (started_at timestamptz, ended_at timestamptz, status text, players integer, bots integer, map text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH reach AS (
    SELECT a.started_at, a.ended_at, a.status = 'ok' AS up, row_number() OVER (ORDER BY a.started_at) AS n
    FROM reachability(concurrency.server, concurrency.since, concurrency.until) a
    WHERE a.started_at < a.ended_at
  ), states AS (
    SELECT s.started_at, s.ended_at, s.players, s.bots, s.map, row_number() OVER (ORDER BY s.started_at) AS n
    FROM (
      SELECT greatest(l.started_at, concurrency.since) AS started_at,
             least(l.last_seen_at, lead(l.started_at) OVER (ORDER BY l.started_at), concurrency.until) AS ended_at,
             l.players, l.bots, l.map
      FROM server_live_state l
      WHERE l.server_id = concurrency.server
        AND l.started_at < concurrency.until
        AND l.started_at >= coalesce(
          (SELECT max(b.started_at) FROM server_state b WHERE b.server_id = concurrency.server AND b.started_at <= concurrency.since),
          concurrency.since)
    ) AS s
    WHERE s.started_at < s.ended_at
  ), changes AS (
    -- Even numbers name the row that begins, odd ones the end of the row before: at one instant the beginning is greater.
    SELECT e.at, max(e.reach) AS reach, bool_or(e.up) AS up,
           max(e.state) AS state, max(e.players) AS players, max(e.bots) AS bots, max(e.map) AS map
    FROM (
      SELECT concurrency.since AS at, 0::bigint AS reach, NULL::boolean AS up, 0::bigint AS state, NULL::integer AS players, NULL::integer AS bots, NULL::text AS map
      UNION ALL SELECT r.started_at, 2 * r.n, r.up, NULL, NULL, NULL, NULL FROM reach r
      UNION ALL SELECT r.ended_at, 2 * r.n + 1, NULL, NULL, NULL, NULL, NULL FROM reach r
      UNION ALL SELECT s.started_at, NULL, NULL, 2 * s.n, s.players, s.bots, s.map FROM states s
      UNION ALL SELECT s.ended_at, NULL, NULL, 2 * s.n + 1, NULL, NULL, NULL FROM states s
    ) AS e
    WHERE concurrency.since < concurrency.until AND e.at < concurrency.until
    GROUP BY e.at
  ), numbered AS (
    SELECT c.at, max(c.reach) OVER w AS reach, c.up, max(c.state) OVER w AS state, c.players, c.bots, c.map
    FROM changes c WINDOW w AS (ORDER BY c.at)
  ), carried AS (
    -- Carried on from where the row began, not joined: whatever the planner believes, each row is read once.
    SELECT n.at, first_value(n.up) OVER r AS up,
           first_value(n.players) OVER s AS players, first_value(n.bots) OVER s AS bots, first_value(n.map) OVER s AS map
    FROM numbered n
    WINDOW r AS (PARTITION BY n.reach ORDER BY n.at), s AS (PARTITION BY n.state ORDER BY n.at)
  ), told AS (
    -- What a server said before it fell silent is no count of who is on while it is.
    SELECT c.at,
           CASE c.up WHEN true THEN 'up' WHEN false THEN 'down' ELSE 'unwatched' END AS status,
           CASE WHEN c.up THEN c.players END AS players,
           CASE WHEN c.up THEN c.bots END AS bots,
           CASE WHEN c.up THEN c.map END AS map
    FROM carried c
  ), turns AS (
    SELECT t.*,
           (t.status, t.players, t.bots, t.map) IS NOT DISTINCT FROM
             (lag(t.status) OVER w, lag(t.players) OVER w, lag(t.bots) OVER w, lag(t.map) OVER w) AS same
    FROM told t WINDOW w AS (ORDER BY t.at)
  )
  SELECT t.at, lead(t.at, 1, concurrency.until) OVER (ORDER BY t.at), t.status, t.players, t.bots, t.map
  FROM turns t
  WHERE NOT t.same
  ORDER BY t.at;
END;
--> statement-breakpoint
COMMENT ON FUNCTION concurrency(integer, timestamptz, timestamptz) IS 'How many were on, as pieces that cover the whole window, each instant once. status: up; down = polled without an answer; unwatched = nobody knows. players, bots and map are null while not up, and where the server does not tell. Nothing when since is not before until.';
--> statement-breakpoint
CREATE FUNCTION uptime(server integer, since timestamptz, until timestamptz DEFAULT now())
RETURNS TABLE (
  watched_seconds double precision, up_seconds double precision, down_seconds double precision, unwatched_seconds double precision,
  uptime double precision, average_players double precision, peak_players integer)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT t.up + t.down, t.up, t.down, t.unwatched, t.up / nullif(t.up + t.down, 0), t.player_seconds / nullif(t.counted, 0),
         -- Also of states that one poll saw and no other, which last no time.
         greatest(t.peak, (
           SELECT max(l.players) FROM server_live_state l
           WHERE l.server_id = uptime.server AND l.started_at >= uptime.since AND l.started_at < uptime.until AND l.last_seen_at = l.started_at))
  FROM (
    SELECT coalesce(sum(p.seconds) FILTER (WHERE p.status = 'up'), 0) AS up,
           coalesce(sum(p.seconds) FILTER (WHERE p.status = 'down'), 0) AS down,
           coalesce(sum(p.seconds) FILTER (WHERE p.status = 'unwatched'), 0) AS unwatched,
           sum(p.players * p.seconds) AS player_seconds,
           sum(p.seconds) FILTER (WHERE p.players IS NOT NULL) AS counted,
           max(p.players) AS peak
    FROM (
      SELECT c.status, c.players, extract(epoch FROM c.ended_at - c.started_at) AS seconds
      FROM concurrency(uptime.server, uptime.since, uptime.until) c
    ) AS p
  ) AS t;
END;
--> statement-breakpoint
COMMENT ON FUNCTION uptime(integer, timestamptz, timestamptz) IS 'One row: how long the server was up, down and not watched, which together are the window; uptime = up / watched, null when nobody watched; average_players weighted by time, where the number is known; peak_players = most that any poll saw. Zeros when since is not before until.';
--> statement-breakpoint
CREATE FUNCTION who_was_online(server integer, at timestamptz)
RETURNS TABLE (session_id bigint, player_id bigint, name text, joined_at timestamptz, left_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  -- Whoever was on left within a day, or stayed for longer than that, or is still there: three short ranges of three indexes.
  SELECT s.id, s.player_id, s.name_at_join, s.joined_at, s.left_at
  FROM server_player_session s
  WHERE s.server_id = who_was_online.server AND s.joined_at <= who_was_online.at
    AND s.left_at > who_was_online.at AND s.left_at <= who_was_online.at + interval '24 hours'
  UNION ALL
  SELECT s.id, s.player_id, s.name_at_join, s.joined_at, s.left_at
  FROM server_player_session s
  WHERE s.server_id = who_was_online.server AND s.joined_at <= who_was_online.at
    AND s.left_at > who_was_online.at + interval '24 hours' AND s.left_at - s.joined_at > interval '24 hours'
  UNION ALL
  SELECT s.id, s.player_id, s.name_at_join, s.joined_at, s.left_at
  FROM server_player_session s
  WHERE s.server_id = who_was_online.server AND s.joined_at <= who_was_online.at
    AND s.left_at IS NULL AND server_last_seen(who_was_online.server) > who_was_online.at;
END;
--> statement-breakpoint
COMMENT ON FUNCTION who_was_online(integer, timestamptz) IS 'Who was in game at that moment: joined at or before it, left after it. left_at null = still there, which is known only until the server was last seen.';
--> statement-breakpoint
CREATE FUNCTION playtime(
  player bigint, since timestamptz DEFAULT '-infinity', until timestamptz DEFAULT 'infinity', server integer DEFAULT NULL)
RETURNS interval
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT make_interval(secs => coalesce(sum(extract(epoch FROM
    least(s.ended_at, playtime.until) - greatest(s.joined_at, playtime.since))), 0)::double precision)
  FROM (
    SELECT t.joined_at, coalesce(t.left_at, server_last_seen(t.server_id)) AS ended_at
    FROM server_player_session t
    WHERE t.player_id = playtime.player AND t.joined_at < playtime.until
      AND (playtime.server IS NULL OR t.server_id = playtime.server)
  ) AS s
  WHERE playtime.since < playtime.until AND s.ended_at > greatest(s.joined_at, playtime.since);
END;
--> statement-breakpoint
COMMENT ON FUNCTION playtime(bigint, timestamptz, timestamptz, integer) IS 'How long a player was in game within the window, on all servers or on one, in hours:minutes:seconds; who is still there counts until the server was last seen. Knows the sessions that are stored: sums of all time are in player_server_total.';
--> statement-breakpoint
CREATE VIEW server_overview AS
SELECT v.id AS server_id,
       v.name,
       v.group_label,
       v.host,
       v.port,
       v.enabled,
       s.players,
       s.max_players,
       s.bots,
       s.map,
       s.hibernating,
       t.last_seen_at,
       coalesce(t.last_seen_at < now() - interval '30 seconds', true) AS stale,
       a.status,
       a.detail AS status_detail,
       a.started_at AS status_since,
       a.known_until AS status_known_until
FROM servers v
LEFT JOIN server_state s ON s.server_id = v.id AND s.ended_at IS NULL
LEFT JOIN server_reachability_known a ON a.server_id = v.id AND a.ended_at IS NULL
LEFT JOIN server_watch w ON w.server_id = v.id
LEFT JOIN collector_run r ON r.id = w.run_id
CROSS JOIN LATERAL (SELECT greatest(coalesce(w.last_ok_at, r.heartbeat_at), s.started_at) AS last_seen_at) AS t
WHERE v.removed_at IS NULL;
--> statement-breakpoint
CREATE VIEW current_players AS
SELECT s.server_id,
       o.name AS server_name,
       s.player_id,
       p.last_name AS name,
       u.persona_name,
       s.joined_at,
       o.last_seen_at,
       o.stale,
       s.min_ping,
       s.max_ping
FROM server_player_session s
JOIN server_overview o ON o.server_id = s.server_id
JOIN player p ON p.id = s.player_id
LEFT JOIN steam_user_profile u ON u.steam_id_64 = p.id AND p.kind = 'steam'
WHERE s.left_at IS NULL;
--> statement-breakpoint
CREATE VIEW recent_players AS
SELECT s.server_id,
       v.name AS server_name,
       s.player_id,
       p.last_name AS name,
       u.persona_name,
       s.joined_at,
       s.left_at,
       s.end_reason
FROM server_player_session s
JOIN servers v ON v.id = s.server_id
JOIN player p ON p.id = s.player_id
LEFT JOIN steam_user_profile u ON u.steam_id_64 = p.id AND p.kind = 'steam'
WHERE s.left_at > now() - interval '30 days'
  -- The last session of each, found one by one from the newest backwards: nobody sorts a month to see twenty people.
  AND NOT EXISTS (
    SELECT FROM server_player_session n
    WHERE n.player_id = s.player_id AND n.server_id = s.server_id AND n.joined_at > s.joined_at
  );
--> statement-breakpoint
COMMENT ON VIEW server_reachability_known IS 'server_reachability with the time until which each row is known to hold. No row for a time = nobody was watching.';
COMMENT ON COLUMN server_reachability_known.id IS 'server_reachability.id.';
COMMENT ON COLUMN server_reachability_known.server_id IS 'The server.';
COMMENT ON COLUMN server_reachability_known.status IS 'ok; auth = password rejected; timeout = no answer in time; unreachable = no connection; protocol = an answer that makes no sense.';
COMMENT ON COLUMN server_reachability_known.detail IS 'What went wrong at the start of the interval, in words.';
COMMENT ON COLUMN server_reachability_known.started_at IS 'Since when.';
COMMENT ON COLUMN server_reachability_known.ended_at IS 'Until when; null = no end has been seen.';
COMMENT ON COLUMN server_reachability_known.known_until IS 'ended_at; for the current row the time until which a collector knows it.';
--> statement-breakpoint
COMMENT ON VIEW server_overview IS 'The servers of the registry as they are now, one row each.';
COMMENT ON COLUMN server_overview.server_id IS 'The server.';
COMMENT ON COLUMN server_overview.name IS 'What the operator calls it.';
COMMENT ON COLUMN server_overview.group_label IS 'Heading under which the viewer lists it; null = none.';
COMMENT ON COLUMN server_overview.host IS 'Host name or address of the remote console.';
COMMENT ON COLUMN server_overview.port IS 'Port of the remote console.';
COMMENT ON COLUMN server_overview.enabled IS 'Whether it is polled.';
COMMENT ON COLUMN server_overview.players IS 'Humans when it was last seen, so count them only where the row is not stale; null = not told, or silent for long.';
COMMENT ON COLUMN server_overview.max_players IS 'How many fit; null = not told.';
COMMENT ON COLUMN server_overview.bots IS 'Bots; null = not told.';
COMMENT ON COLUMN server_overview.map IS 'Map; null = not told.';
COMMENT ON COLUMN server_overview.hibernating IS 'Whether the server idles because nobody is on; null = not told.';
COMMENT ON COLUMN server_overview.last_seen_at IS 'When it last answered; null = never.';
COMMENT ON COLUMN server_overview.stale IS 'Last seen more than 30 seconds ago or never, whatever LIVE_STATE_STALE_SECONDS is: the row tells how it was, not how it is.';
COMMENT ON COLUMN server_overview.status IS 'How the last poll ended, as in server_reachability; null = never polled, or not polled any more.';
COMMENT ON COLUMN server_overview.status_detail IS 'What is wrong, in words.';
COMMENT ON COLUMN server_overview.status_since IS 'Since when the status is so.';
COMMENT ON COLUMN server_overview.status_known_until IS 'Until when the status is known: long ago when no collector runs.';
--> statement-breakpoint
COMMENT ON VIEW current_players IS 'Who is in game: the open sessions.';
COMMENT ON COLUMN current_players.server_id IS 'The server.';
COMMENT ON COLUMN current_players.server_name IS 'Its name.';
COMMENT ON COLUMN current_players.player_id IS 'The player.';
COMMENT ON COLUMN current_players.name IS 'The name used last.';
COMMENT ON COLUMN current_players.persona_name IS 'Name on Steam; null = not known.';
COMMENT ON COLUMN current_players.joined_at IS 'When the connection began.';
COMMENT ON COLUMN current_players.last_seen_at IS 'When the server last answered.';
COMMENT ON COLUMN current_players.stale IS 'Whether that is more than 30 seconds ago: the player was there then, and nobody knows about now.';
COMMENT ON COLUMN current_players.min_ping IS 'Smallest ping seen, milliseconds; null = not told.';
COMMENT ON COLUMN current_players.max_ping IS 'Greatest ping seen, milliseconds; null = not told.';
--> statement-breakpoint
COMMENT ON VIEW recent_players IS 'Who was on a server during the last 30 days and is not now: the last session of each. Fast for one server with ORDER BY left_at DESC LIMIT n.';
COMMENT ON COLUMN recent_players.server_id IS 'The server, which may have been removed since.';
COMMENT ON COLUMN recent_players.server_name IS 'Its name.';
COMMENT ON COLUMN recent_players.player_id IS 'The player.';
COMMENT ON COLUMN recent_players.name IS 'The name used last.';
COMMENT ON COLUMN recent_players.persona_name IS 'Name on Steam; null = not known.';
COMMENT ON COLUMN recent_players.joined_at IS 'Start of the last session.';
COMMENT ON COLUMN recent_players.left_at IS 'Its end.';
COMMENT ON COLUMN recent_players.end_reason IS 'What ended it, as in server_player_session.';
