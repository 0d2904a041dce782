import type { Database } from '@rollcall/shared';
import { collectorRun } from '@rollcall/shared/schema';
import { and, eq, isNull } from 'drizzle-orm';

/** Notes that a collector starts; `instance` is its host name and process id. The number of the run names it from now on. */
export async function startRun(db: Database, instance: string, at: Date): Promise<number> {
  const [run] = await db
    .insert(collectorRun)
    .values({ instance, startedAt: at, heartbeatAt: at })
    .returning({ id: collectorRun.id });
  if (run === undefined) throw new Error('the run was not stored');
  return run.id;
}

/** Notes that a collector stopped in order; nothing, if another one has replaced it. */
export async function stopRun(db: Database, runId: number, at: Date): Promise<void> {
  await db
    .update(collectorRun)
    .set({ stoppedAt: at })
    .where(
      and(
        eq(collectorRun.id, runId),
        isNull(collectorRun.stoppedAt),
        isNull(collectorRun.replacedBy),
      ),
    );
}
