import type { Database } from './db.ts';
import { messageOf } from './errors.ts';

/** The group role that may read what the viewer shows, and nothing else. */
export const READER_ROLE = 'rollcall_reader';

/** Everything the viewer shows; `server_credentials` is not among it. */
export const READABLE = [
  'collector_run',
  'player',
  'player_name',
  'player_server_total',
  'server_hour',
  'server_live_state',
  'server_player_session',
  'server_reachability',
  'server_state',
  'server_watch',
  'servers',
  'steam_user_profile',
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
      grant select on ${READABLE.join(', ')}, drizzle.__drizzle_migrations to ${READER_ROLE}`);
    return null;
  } catch (error) {
    return `the role ${READER_ROLE} is not set up (${messageOf(error)}): let a database administrator run "create role ${READER_ROLE} nologin", then "rollcall migrate" again`;
  }
}
