import type { Database } from '@rollcall/shared';
import type { ReachabilityStatus } from '@rollcall/shared/schema';
import { sql } from 'drizzle-orm';
import { msOf, timeParam } from './moments.ts';

const MAX_ROWS = 2_000;

/** A stretch in which a server answered, or did not for one reason. Milliseconds since 1970. */
export interface Reach {
  readonly status: ReachabilityStatus;
  readonly detail: string | null;
  readonly fromMs: number;
  /** How far it is known to have lasted. */
  readonly toMs: number;
  /** No end of it has been seen. */
  readonly ongoing: boolean;
}

export interface ServerReaches {
  readonly reaches: readonly Reach[];
  /** Nothing is told of the time before: it was trimmed, or there were too many changes since. */
  readonly completeSinceMs: number;
}

/** Whether a server answered in the period; what is not covered was not watched. The newest 2,000 changes of it. */
export async function serverReaches(
  db: Database,
  serverId: number,
  from: Date,
  to: Date,
): Promise<ServerReaches> {
  const [mark] = await db.execute<{ sinceMs: number }>(sql`
    select ${msOf(sql`greatest(${timeParam(from)}, (select m.states_kept_since from history_mark m), (
      select t.started_at from server_reachability t
      where t.server_id = ${serverId} and t.started_at >= ${timeParam(from)} and t.started_at < ${timeParam(to)}
      order by t.started_at desc offset ${MAX_ROWS - 1} limit 1))`)} as "sinceMs"`);
  const completeSinceMs = Math.ceil(mark?.sinceMs ?? from.getTime());
  const since = timeParam(new Date(completeSinceMs));
  const rows = await db.execute<{ [Key in keyof Reach]: Reach[Key] }>(sql`
    select r.status, r.detail, ${msOf(sql`r.started_at`)} as "fromMs", ${msOf(sql`r.ended_at`)} as "toMs", r.ongoing
    from reachability(${serverId}, ${since}, ${timeParam(to)}) r`);
  return { reaches: [...rows], completeSinceMs };
}
