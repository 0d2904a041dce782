import type { Database } from '@rollcall/shared';
import { collectorRun } from '@rollcall/shared/schema';
import { desc, sql } from 'drizzle-orm';

/** How many runs are looked at: more collectors than anybody has. */
const NEWEST_RUNS = 64;

/** A text that differs once a collector has written another batch. */
export async function batchMark(db: Database): Promise<string> {
  const newest = db
    .select({ id: collectorRun.id, batch: collectorRun.batch })
    .from(collectorRun)
    .orderBy(desc(collectorRun.id))
    .limit(NEWEST_RUNS)
    .as('newest');
  const mark = sql<string>`coalesce(string_agg(${newest.id} || ':' || ${newest.batch}, ',' order by ${newest.id}), '')`;
  const [row] = await db.select({ mark }).from(newest);
  return row?.mark ?? '';
}
