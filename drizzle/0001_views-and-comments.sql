-- What drizzle's schema cannot say: the view, storage settings, the registry's notification, and what everything means.

CREATE VIEW server_live_state AS
SELECT s.id,
       s.server_id,
       s.started_at,
       coalesce(s.ended_at, greatest(s.started_at, coalesce(w.last_ok_at, r.heartbeat_at))) AS last_seen_at,
       s.players,
       s.max_players,
       s.bots,
       s.map,
       s.hibernating
FROM server_state s
LEFT JOIN server_watch w ON w.server_id = s.server_id
LEFT JOIN collector_run r ON r.id = w.run_id;
--> statement-breakpoint
ALTER TABLE server_watch SET (fillfactor = 50);
--> statement-breakpoint
ALTER TABLE collector_run SET (fillfactor = 50);
--> statement-breakpoint
CREATE FUNCTION rollcall_notify_registry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('rollcall_registry', '');
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER servers_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON servers
  FOR EACH STATEMENT EXECUTE FUNCTION rollcall_notify_registry();
--> statement-breakpoint
CREATE TRIGGER server_credentials_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON server_credentials
  FOR EACH STATEMENT EXECUTE FUNCTION rollcall_notify_registry();
--> statement-breakpoint
COMMENT ON FUNCTION rollcall_notify_registry() IS 'Tells a running collector (channel rollcall_registry) that the list of servers or their passwords changed.';
--> statement-breakpoint
COMMENT ON TABLE servers IS 'The game servers there are to poll. Change them with "rollcall servers"; a running collector follows at once.';
COMMENT ON COLUMN servers.id IS 'Number of the server; works wherever its name does.';
COMMENT ON COLUMN servers.name IS 'What the operator calls it; unique among servers not removed.';
COMMENT ON COLUMN servers.host IS 'Host name or address of the remote console.';
COMMENT ON COLUMN servers.port IS 'Port of the remote console.';
COMMENT ON COLUMN servers.protocol IS 'How to ask it, for example source.';
COMMENT ON COLUMN servers.group_label IS 'Heading under which the viewer lists it; null = none.';
COMMENT ON COLUMN servers.enabled IS 'Whether it is polled.';
COMMENT ON COLUMN servers.created_at IS 'When it was registered.';
COMMENT ON COLUMN servers.updated_at IS 'When its registration was last changed.';
COMMENT ON COLUMN servers.removed_at IS 'When it was removed from the registry; the row stays, because its history needs its name.';
--> statement-breakpoint
COMMENT ON TABLE server_credentials IS 'RCON passwords; only the collector''s role may read this table.';
COMMENT ON COLUMN server_credentials.server_id IS 'The server.';
COMMENT ON COLUMN server_credentials.rcon_password IS 'Its RCON password, in clear, or sealed with ROLLCALL_SECRET_KEY (begins with sealed:).';
--> statement-breakpoint
COMMENT ON TABLE collector_run IS 'When somebody was watching at all: one row a start of a collector.';
COMMENT ON COLUMN collector_run.id IS 'Number of the run.';
COMMENT ON COLUMN collector_run.instance IS 'Host name and process id of the collector.';
COMMENT ON COLUMN collector_run.started_at IS 'When it started.';
COMMENT ON COLUMN collector_run.heartbeat_at IS 'Low-water mark: every server that this run watches and that answers was polled successfully within one interval before this time.';
COMMENT ON COLUMN collector_run.batch IS 'Number of the last batch of changes that this run has written; a batch is never written twice.';
COMMENT ON COLUMN collector_run.stopped_at IS 'When it stopped in order; null while it runs and after a crash.';
--> statement-breakpoint
COMMENT ON TABLE server_watch IS 'Which collector run watches a server. A server was last seen at coalesce(last_ok_at, heartbeat_at of its run).';
COMMENT ON COLUMN server_watch.server_id IS 'The server.';
COMMENT ON COLUMN server_watch.run_id IS 'The run that last got an answer from it.';
COMMENT ON COLUMN server_watch.last_ok_at IS 'Null while the server answers; else its last good answer.';
--> statement-breakpoint
COMMENT ON TABLE server_reachability IS 'Whether a server answered, as intervals. No row for a time = nobody was watching.';
COMMENT ON COLUMN server_reachability.id IS 'Number of the interval.';
COMMENT ON COLUMN server_reachability.server_id IS 'The server.';
COMMENT ON COLUMN server_reachability.status IS 'ok; auth = password rejected; timeout = no answer in time; unreachable = no connection; protocol = an answer that makes no sense.';
COMMENT ON COLUMN server_reachability.detail IS 'What went wrong at the start of the interval, in words.';
COMMENT ON COLUMN server_reachability.started_at IS 'Since when.';
COMMENT ON COLUMN server_reachability.ended_at IS 'Until when; null = still so.';
--> statement-breakpoint
COMMENT ON TABLE server_state IS 'What a server said of itself, one row as long as nothing changes. Query the view server_live_state instead, which also tells how far the current row reaches.';
COMMENT ON COLUMN server_state.id IS 'Number of the row.';
COMMENT ON COLUMN server_state.server_id IS 'The server.';
COMMENT ON COLUMN server_state.started_at IS 'When this state was first seen.';
COMMENT ON COLUMN server_state.ended_at IS 'When it was first seen to be another one, or last seen before a gap; null = current.';
COMMENT ON COLUMN server_state.players IS 'Humans on the server as it counts them itself; null = not told.';
COMMENT ON COLUMN server_state.max_players IS 'How many fit; null = not told.';
COMMENT ON COLUMN server_state.bots IS 'Bots as the server counts them itself (SourceTV included on some games); null = not told.';
COMMENT ON COLUMN server_state.map IS 'Map; null = not told.';
COMMENT ON COLUMN server_state.hibernating IS 'Whether the server idles because nobody is on; null = not told.';
--> statement-breakpoint
COMMENT ON VIEW server_live_state IS 'Every state of every server with the time until which it is known to have held. The current one has the greatest started_at.';
COMMENT ON COLUMN server_live_state.id IS 'server_state.id.';
COMMENT ON COLUMN server_live_state.server_id IS 'The server.';
COMMENT ON COLUMN server_live_state.started_at IS 'When this state was first seen.';
COMMENT ON COLUMN server_live_state.last_seen_at IS 'Until when it is known to have held; for the current row the time the server was last seen.';
COMMENT ON COLUMN server_live_state.players IS 'Humans; null = not told.';
COMMENT ON COLUMN server_live_state.max_players IS 'How many fit; null = not told.';
COMMENT ON COLUMN server_live_state.bots IS 'Bots; null = not told.';
COMMENT ON COLUMN server_live_state.map IS 'Map; null = not told.';
COMMENT ON COLUMN server_live_state.hibernating IS 'Whether the server idles because nobody is on; null = not told.';
--> statement-breakpoint
COMMENT ON TABLE player IS 'Everybody ever seen on a server.';
COMMENT ON COLUMN player.id IS 'The SteamID64 for Steam players; a small number given by Rollcall for others.';
COMMENT ON COLUMN player.kind IS 'steam, battleye, quake3, …';
COMMENT ON COLUMN player.external_id IS 'GUID of a player who is not on Steam; null for Steam players.';
COMMENT ON COLUMN player.last_name IS 'The name used last.';
COMMENT ON COLUMN player.first_seen_at IS 'First time on any server.';
COMMENT ON COLUMN player.last_seen_at IS 'Last time on any server; brought up to date when a session closes or the name changes: who has an open session is there now.';
--> statement-breakpoint
COMMENT ON TABLE player_name IS 'Every name a player has used.';
COMMENT ON COLUMN player_name.player_id IS 'The player.';
COMMENT ON COLUMN player_name.name IS 'The name.';
COMMENT ON COLUMN player_name.first_seen_at IS 'First seen under this name.';
COMMENT ON COLUMN player_name.last_seen_at IS 'Last seen under this name; brought up to date when a session closes or the name changes: who has an open session is there now.';
--> statement-breakpoint
COMMENT ON TABLE server_player_session IS 'One row a connection of a player to a server.';
COMMENT ON COLUMN server_player_session.id IS 'Number of the session.';
COMMENT ON COLUMN server_player_session.server_id IS 'The server.';
COMMENT ON COLUMN server_player_session.player_id IS 'The player.';
COMMENT ON COLUMN server_player_session.joined_at IS 'When the connection began, as the game tells it.';
COMMENT ON COLUMN server_player_session.left_at IS 'When the player was first seen to be gone; null = in game.';
COMMENT ON COLUMN server_player_session.last_seen_at IS 'The last poll that saw the player, written when the session closes: left_at - last_seen_at is the uncertainty.';
COMMENT ON COLUMN server_player_session.end_reason IS 'left; rejoined = a new connection that no poll saw begin; unreachable = the server fell silent; collector_gap = left while no collector watched; server_removed = the server was disabled or removed.';
COMMENT ON COLUMN server_player_session.name_at_join IS 'The name used when joining.';
COMMENT ON COLUMN server_player_session.min_ping IS 'Smallest ping seen, milliseconds; null = not told.';
COMMENT ON COLUMN server_player_session.max_ping IS 'Greatest ping seen, milliseconds; null = not told.';
--> statement-breakpoint
COMMENT ON TABLE steam_user_profile IS 'Cache of Steam''s own names and pictures.';
COMMENT ON COLUMN steam_user_profile.steam_id_64 IS 'SteamID64; player.id of a Steam player.';
COMMENT ON COLUMN steam_user_profile.persona_name IS 'Name on Steam; null = no such account any more.';
COMMENT ON COLUMN steam_user_profile.avatar_url IS 'Steam''s avatarmedium (64 x 64); null = none.';
COMMENT ON COLUMN steam_user_profile.fetched_at IS 'When Steam was asked.';
--> statement-breakpoint
COMMENT ON TABLE server_hour IS 'Sums an hour of a server, kept for ever.';
COMMENT ON COLUMN server_hour.server_id IS 'The server.';
COMMENT ON COLUMN server_hour.hour IS 'Start of the hour (UTC).';
COMMENT ON COLUMN server_hour.watched_seconds IS 'Seconds of the hour in which a collector was watching.';
COMMENT ON COLUMN server_hour.up_seconds IS 'Seconds of these in which the server answered.';
COMMENT ON COLUMN server_hour.player_seconds IS 'Humans times seconds; divided by up_seconds the average number of players.';
COMMENT ON COLUMN server_hour.peak_players IS 'Most humans at once; null = never told.';
COMMENT ON COLUMN server_hour.joins IS 'Sessions that began in the hour.';
--> statement-breakpoint
COMMENT ON TABLE player_server_total IS 'Sums of a player on a server over closed sessions, kept for ever.';
COMMENT ON COLUMN player_server_total.player_id IS 'The player.';
COMMENT ON COLUMN player_server_total.server_id IS 'The server.';
COMMENT ON COLUMN player_server_total.first_seen_at IS 'Start of the first session.';
COMMENT ON COLUMN player_server_total.last_seen_at IS 'End of the last closed session.';
COMMENT ON COLUMN player_server_total.sessions IS 'How many sessions.';
COMMENT ON COLUMN player_server_total.seconds IS 'Seconds in game.';
