import { serverWatch } from '@rollcall/shared/schema';
import { eq } from 'drizzle-orm';
import { expect, it, vi } from 'vitest';
import type { Change } from '../reconcile/change.ts';
import { foldChanges } from './batch.ts';
import { at, someRun } from './testing/changes.ts';
import { prepareBatches } from './testing/prepared-batch.ts';
import { writeBatch } from './write-batch.ts';

const incomplete = (count: number, seconds: number): Change => ({
  type: 'answers-incomplete',
  serverId: 1,
  count,
  lastAt: at(seconds),
});
const watched: Change = { type: 'watch-started', serverId: 1 };

async function stored({ db }: Awaited<ReturnType<typeof prepareBatches>>) {
  const [row] = await db.select().from(serverWatch).where(eq(serverWatch.serverId, 1));
  return row;
}

it('adds up incomplete answers, those of a batch that comes again only once', async () => {
  await using test = await prepareBatches();
  await test.write([watched, incomplete(1, 5), incomplete(2, 15)], 1);
  expect(await stored(test)).toMatchObject({ incompleteAnswers: 3, lastIncompleteAt: at(15) });
  await test.write([incomplete(4, 25)], 2);
  await test.write([incomplete(4, 25)], 2);
  expect(await stored(test)).toMatchObject({ incompleteAnswers: 7, lastIncompleteAt: at(25) });
});

it('keeps them while the server is silent, and begins anew with the run that takes over', async () => {
  await using test = await prepareBatches();
  await test.write([watched, incomplete(3, 5)]);
  await test.write([{ type: 'watch-lost', serverId: 1, lastOkAt: at(10) }]);
  await test.write([watched]);
  expect(await stored(test)).toMatchObject({ incompleteAnswers: 3, lastIncompleteAt: at(5) });
  const runId = await someRun(test.db);
  const batch = foldChanges([watched]);
  await writeBatch(test.db, { runId, number: 1, batch, heartbeatAt: null });
  expect(await stored(test)).toMatchObject({ incompleteAnswers: 0, lastIncompleteAt: null });
  await test.write([incomplete(9, 20)]);
  expect(await stored(test)).toMatchObject({ runId, incompleteAnswers: 0 });
});

it('stops counting where a number of the database ends', async () => {
  await using test = await prepareBatches();
  await test.write([watched, incomplete(2_147_483_647, 5)]);
  await test.write([incomplete(2, 10)]);
  expect(await stored(test)).toMatchObject({
    incompleteAnswers: 2_147_483_647,
    lastIncompleteAt: at(10),
  });
});

it('tells no page to look again', async () => {
  await using test = await prepareBatches();
  const heard: string[] = [];
  await test.db.$client.listen('rollcall_changes', (payload) => heard.push(payload));
  await test.write([watched]);
  await test.write([incomplete(1, 5)]);
  await test.write([{ type: 'watch-lost', serverId: 1, lastOkAt: at(10) }]);
  await vi.waitFor(() => {
    expect(heard).toEqual(['1', '1']);
  }, 20_000);
});
