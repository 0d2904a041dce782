import { closeDatabase, createLogger, openDatabase } from '@rollcall/shared';
import { createTestDatabase } from '@rollcall/shared/testing';
import { describe, expect, it } from 'vitest';
import { foldChanges } from './batch.ts';
import { RecentBatches } from './recent-batches.ts';
import { someRun } from './testing/changes.ts';

const small = (number: number) => ({ number, batch: foldChanges([]) });

/** Nobody listens there: whoever asks this database is told so. */
function openNowhere() {
  const url = 'postgres://nobody@127.0.0.1:1/none';
  return openDatabase({ url, applicationName: 'test', max: 1 });
}

it('asks nobody what is lost while nothing was written', async () => {
  const db = openNowhere();
  const recent = new RecentBatches(1, createLogger('test', 'silent'));
  await expect(recent.restore(db, 1_000)).resolves.toBe(true);
  recent.keep(small(1), 1, 1_000);
  await expect(recent.restore(db, 1_000)).rejects.toThrow('ECONNREFUSED');
  await closeDatabase(db, 0);
});

describe('what was lost', () => {
  /** How many batches are written again, and whether that is all, where the database has those up to the first only. */
  async function restored(fill: (recent: RecentBatches) => number) {
    await using test = await createTestDatabase();
    const runId = await someRun(test.db);
    const logged: Record<string, unknown>[] = [];
    const write = (line: string) => logged.push(JSON.parse(line) as Record<string, unknown>);
    const recent = new RecentBatches(runId, createLogger('test', 'warn', { write }));
    const nowMs = fill(recent);
    const all = await recent.restore(test.db, nowMs);
    return { all, batches: logged[0]?.['batches'] ?? 0 };
  }

  it('is written again if it is of the last minute', async () => {
    const fill = (recent: RecentBatches) => {
      for (let number = 1; number <= 60; number += 1)
        recent.keep(small(number), 10, number * 1_000);
      recent.forget(60_000);
      return 60_000;
    };
    expect(await restored(fill)).toEqual({ all: true, batches: 60 });
  });

  it('is more than is remembered if some of it is older', async () => {
    const fill = (recent: RecentBatches) => {
      recent.keep(small(1), 10, 0);
      recent.keep(small(2), 10, 50_000);
      recent.forget(61_000);
      return 61_000;
    };
    expect(await restored(fill)).toEqual({ all: false, batches: 0 });
  });

  it('is more than is remembered, also where nothing is any more', async () => {
    const fill = (recent: RecentBatches) => {
      recent.keep(small(1), 10, 0);
      recent.forget(61_000);
      return 61_000;
    };
    expect(await restored(fill)).toEqual({ all: false, batches: 0 });
  });

  it.each([
    [10, true],
    [11, false],
  ])('of %i large batches all is remembered: %s', async (count, all) => {
    const fill = (recent: RecentBatches) => {
      for (let number = 1; number <= count; number += 1) recent.keep(small(number), 20_000, 0);
      return 0;
    };
    expect(await restored(fill)).toEqual({ all, batches: all ? count : 0 });
  });
});
