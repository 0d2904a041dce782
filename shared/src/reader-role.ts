import type { Database } from './db.ts';
import { messageOf } from './errors.ts';

/** The group role that may read what the viewer shows, and nothing else. */
export const READER_ROLE = 'rollcall_reader';

/** Everything the viewer shows; `server_credentials` is not among it. */
export const READABLE = [
  'collector_run',
  'current_players',
  'history_mark',
  'player',
  'player_name',
  'player_name_seen',
  'player_server_total',
  'recent_players',
  'server_hour',
  'server_live_state',
  'server_map_hour',
  'server_overview',
  'server_player_hour',
  'server_player_session',
  'server_reachability',
  'server_reachability_known',
  'server_state',
  'server_watch',
  'servers',
  'steam_user_profile',
] as const;

/** The questions of docs/sql.md; none of them writes. */
export const CALLABLE = [
  'concurrency',
  'find_names',
  'map_hours',
  'name_grams',
  'name_key',
  'outages',
  'player_hours',
  'playtime',
  'reachability',
  'server_last_seen',
  'steam_id_64',
  'uptime',
  'who_was_online',
] as const;

/**
 * Makes the group role if it is missing and grants it exactly what the viewer shows.
 *
 * @returns what a database administrator has to do where this role may not; null when all is done.
 */
export async function grantReader(db: Database): Promise<string | null> {
  const sql = db.$client;
  try {
    // Two databases of one cluster may be migrated at the same moment: losing that race is fine.
    await sql.unsafe(`
      do $$ begin
        if not exists (select from pg_roles where rolname = '${READER_ROLE}') then
          create role ${READER_ROLE} nologin;
        end if;
      exception when duplicate_object or unique_violation then null;
      end $$`);
    await sql.unsafe(`
      grant usage on schema public, drizzle to ${READER_ROLE};
      revoke all on all tables in schema public from ${READER_ROLE};
      grant select on ${READABLE.join(', ')}, drizzle.__drizzle_migrations to ${READER_ROLE};
      grant execute on function ${CALLABLE.join(', ')} to ${READER_ROLE}`);
    return null;
  } catch (error) {
    return `the role ${READER_ROLE} is not set up (${messageOf(error)}): let a database administrator run "create role ${READER_ROLE} nologin", then "rollcall migrate" again`;
  }
}
