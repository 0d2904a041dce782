import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { startRun, stopRun } from './run.ts';
import { at } from './testing/changes.ts';

it('notes when a run starts and stops', async () => {
  await using test = await createTestDatabase();
  const id = await startRun(test.db, 'host 1', at(0));
  await stopRun(test.db, id, at(60));
  await stopRun(test.db, id, at(90));
  const [run] = await test.db.$client<{ stopped_at: string }[]>`select * from collector_run`;
  expect(run).toMatchObject({ id, instance: 'host 1' });
  expect(new Date(run?.stopped_at ?? 0)).toEqual(at(60));
});
