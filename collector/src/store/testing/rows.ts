import type { Database } from '@rollcall/shared';

/** Everything a collector writes, row by row, times in seconds since `at(0)`, without the numbers that Postgres gives. */
export async function allRows(db: Database) {
  const sql = db.$client;
  const seconds = (column: string) =>
    sql.unsafe(`extract(epoch from ${column} - '2026-01-01T12:00:00Z')::float8`);
  return {
    players: await sql`
      select id, last_name as name, ${seconds('first_seen_at')} as first, ${seconds('last_seen_at')} as last
      from player order by id`,
    names: await sql`
      select player_id as id, name, ${seconds('first_seen_at')} as first, ${seconds('last_seen_at')} as last
      from player_name order by player_id, first_seen_at`,
    sessions: await sql`
      select server_id as server, player_id as player, ${seconds('joined_at')} as joined,
             ${seconds('left_at')} as left, ${seconds('last_seen_at')} as seen, end_reason as reason,
             name_at_join as name, min_ping as min, max_ping as max
      from server_player_session order by server_id, player_id, joined_at`,
    states: await sql`
      select server_id as server, ${seconds('started_at')} as from, ${seconds('ended_at')} as to,
             players, max_players as max, bots, map, hibernating
      from server_state order by server_id, started_at`,
    reachability: await sql`
      select server_id as server, status, detail, ${seconds('started_at')} as from, ${seconds('ended_at')} as to
      from server_reachability order by server_id, started_at`,
    watches: await sql`
      select server_id as server, run_id as run, ${seconds('last_ok_at')} as ok
      from server_watch order by server_id`,
    heartbeat: (
      await sql<{ at: number }[]>`
      select ${seconds('max(heartbeat_at)')} as at from collector_run`
    )[0]?.at,
  };
}
