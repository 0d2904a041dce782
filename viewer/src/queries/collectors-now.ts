import type { Database } from '@rollcall/shared';
import { collectorRun } from '@rollcall/shared/schema';
import { sql } from 'drizzle-orm';
import { secondsSince } from './seconds-since.ts';

export interface CollectorsNow {
  /** Seconds since the last heartbeat of a collector that has not stopped in order; null when there is none. */
  readonly heartbeatAge: number | null;
  /** The last sign of life of any collector; null when none ever ran. */
  readonly lastAt: Date | null;
}

/** Whether anybody is watching at all. */
export async function collectorsNow(db: Database): Promise<CollectorsNow> {
  const lastAt = sql`max(coalesce(${collectorRun.stoppedAt}, ${collectorRun.heartbeatAt}))`;
  const heartbeatAt = sql`max(${collectorRun.heartbeatAt}) filter (where ${collectorRun.stoppedAt} is null)`;
  const [row] = await db
    .select({
      heartbeatAge: secondsSince(heartbeatAt),
      lastAt: lastAt.mapWith(collectorRun.heartbeatAt),
    })
    .from(collectorRun);
  return row ?? { heartbeatAge: null, lastAt: null };
}
