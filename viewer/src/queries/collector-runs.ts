import type { Database } from '@rollcall/shared';
import { collectorRun } from '@rollcall/shared/schema';
import { desc, sql } from 'drizzle-orm';

export interface CollectorRun {
  readonly id: number;
  readonly startedAt: Date;
  readonly heartbeatAt: Date;
  /** Null while it runs, and after a crash. */
  readonly stoppedAt: Date | null;
  /** Whether another run took over its servers because it was gone. */
  readonly replaced: boolean;
}

const SHOWN = 100;

/** When collectors ran, the last one to start first; 100 at most. */
export function collectorRuns(db: Database): Promise<readonly CollectorRun[]> {
  return db
    .select({
      id: collectorRun.id,
      startedAt: collectorRun.startedAt,
      heartbeatAt: collectorRun.heartbeatAt,
      stoppedAt: collectorRun.stoppedAt,
      replaced: sql<boolean>`${collectorRun.replacedBy} is not null`,
    })
    .from(collectorRun)
    .orderBy(desc(collectorRun.startedAt), desc(collectorRun.id))
    .limit(SHOWN)
    .execute();
}
