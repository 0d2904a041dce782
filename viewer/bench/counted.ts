import type { Database } from '@rollcall/shared';
import { VIEWER } from './volume.ts';

/** How many statements the viewer has sent since Postgres began to count. */
export async function statementsSent(db: Database): Promise<number> {
  const [row] = await db.$client<{ calls: number }[]>`
    select coalesce(sum(s.calls), 0)::float8 as calls
    from pg_stat_statements s join pg_roles r on r.oid = s.userid where r.rolname = ${VIEWER}`;
  return row?.calls ?? 0;
}
