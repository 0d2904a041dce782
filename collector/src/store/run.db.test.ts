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

it('does not call a run stopped that another one has replaced', async () => {
  await using test = await createTestDatabase();
  const id = await startRun(test.db, 'host 1', at(0));
  const other = await startRun(test.db, 'host 2', at(10));
  await test.db.$client`update collector_run set replaced_by = ${other} where id = ${id}`;
  await stopRun(test.db, id, at(60));
  const [run] = await test.db.$client`select stopped_at from collector_run where id = ${id}`;
  expect(run).toEqual({ stopped_at: null });
});
