import type { Database } from '@rollcall/shared';
import { sql } from 'drizzle-orm';
import { msOf, timeParam } from './moments.ts';

export interface HistorySize {
  /** Changes of the state and of the reachability that began in the period; counted up to `limit` each. */
  readonly states: number;
  readonly reaches: number;
  /** Hours before it are in `server_hour`; null = none is yet. Milliseconds, like the next two. */
  readonly summedUntilMs: number | null;
  /** Rows that ended before it may be gone; null = nothing was ever trimmed. */
  readonly statesKeptSinceMs: number | null;
  readonly sessionsKeptSinceMs: number | null;
}

/** How much a question about a period would have to read, found by index alone. */
export async function historySize(
  db: Database,
  serverId: number,
  from: Date,
  to: Date,
  limit: number,
): Promise<HistorySize> {
  const count = (table: 'server_state' | 'server_reachability') => sql<number>`(
    select count(*)::int from (
      select from ${sql.identifier(table)} t
      where t.server_id = ${serverId} and t.started_at >= ${timeParam(from)} and t.started_at < ${timeParam(to)}
      -- In the order of the index: whatever the planner believes, no other server's rows are read.
      order by t.started_at limit ${limit}) as found)`;
  const [row] = await db.execute<{ [Key in keyof HistorySize]: HistorySize[Key] }>(sql`
    select ${count('server_state')} as states, ${count('server_reachability')} as reaches,
           ${msOf(sql`max(m.summed_until)`)} as "summedUntilMs",
           ${msOf(sql`max(m.states_kept_since)`)} as "statesKeptSinceMs",
           ${msOf(sql`max(m.sessions_kept_since)`)} as "sessionsKeptSinceMs"
    from history_mark m`);
  if (row === undefined) throw new Error('an aggregate always has a row');
  return row;
}
