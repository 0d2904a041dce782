import { createTestDatabase } from '@rollcall/shared/testing';
import type { Change } from '../../reconcile/change.ts';
import { foldChanges } from '../batch.ts';
import { writeBatch } from '../write-batch.ts';
import { someRun, someServer } from './changes.ts';

/** A database with two servers (1 and 2) and a run (1). `write` writes changes as one batch with the next number. */
export async function prepareBatches() {
  const test = await createTestDatabase();
  await someServer(test.db, 'one');
  await someServer(test.db, 'two');
  const runId = await someRun(test.db);
  let last = 0;
  return {
    ...test,
    write: (changes: readonly Change[], number = ++last, heartbeatAt: Date | null = null) =>
      writeBatch(test.db, { runId, number, batch: foldChanges(changes), heartbeatAt }),
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  };
}
