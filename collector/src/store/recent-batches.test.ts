import { closeDatabase, createLogger, openDatabase } from '@rollcall/shared';
import { expect, it } from 'vitest';
import { foldChanges } from './batch.ts';
import { RecentBatches } from './recent-batches.ts';

it('keeps what Postgres may lose in a crash, and no longer', async () => {
  // Nobody listens there: whoever asks this database is told so.
  const db = openDatabase({
    url: 'postgres://nobody@127.0.0.1:1/none',
    applicationName: 'test',
    max: 1,
  });
  const recent = new RecentBatches(1, createLogger('test', 'silent'));
  recent.keep({ number: 1, batch: foldChanges([]) }, 1_000);
  recent.forget(31_000);
  await expect(recent.restore(db, 31_000)).rejects.toThrow('ECONNREFUSED');
  recent.forget(62_000);
  await expect(recent.restore(db, 62_000)).resolves.toBeUndefined();
  await closeDatabase(db, 0);
});
