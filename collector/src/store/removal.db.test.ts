import { closeDatabase, openDatabase } from '@rollcall/shared';
import { expect, it } from 'vitest';
import type { Change } from '../reconcile/change.ts';
import { foldChanges } from './batch.ts';
import { removeServer } from './registry-remove.ts';
import { ADA, at, BOB, closed, opened, stateStarted } from './testing/changes.ts';
import { prepareBatches } from './testing/prepared-batch.ts';
import { allRows } from './testing/rows.ts';
import { writeBatch } from './write-batch.ts';

type Prepared = Awaited<ReturnType<typeof prepareBatches>>;

const watched: Change = { type: 'watch-started', serverId: 1 };
const news = [opened(1, ADA, 10), stateStarted(1, 10)];

/** A connection in a transaction that does not end by itself. */
async function transaction({ url }: Prepared) {
  const db = openDatabase({ url, applicationName: 'other', max: 1 });
  const [self] = await db.$client<{ pid: number }[]>`select pg_backend_pid() as pid`;
  await db.$client`begin`;
  const commit = async () => {
    await db.$client`commit`;
    await closeDatabase(db);
  };
  return { db, commit, pid: self?.pid ?? 0 };
}

async function untilBlockedBy({ db }: Prepared, pid: number): Promise<void> {
  const blocked = () =>
    db.$client`select from pg_stat_activity where ${pid} = any(pg_blocking_pids(pid))`;
  await expect.poll(async () => (await blocked()).length, { timeout: 20_000 }).toBeGreaterThan(0);
}

it('of a server waits for the batch under way, and ends what that began', async () => {
  await using test = await prepareBatches();
  await test.write([watched], 1, at(5));
  const { db, commit, pid } = await transaction(test);
  const batch = foldChanges(news);
  await writeBatch(db, { runId: 1, number: 2, batch, heartbeatAt: at(20) });
  const removed = removeServer(test.db, 1, at(30));
  await untilBlockedBy(test, pid);
  await commit();
  await removed;
  expect(await allRows(test.db)).toMatchObject({
    sessions: [{ joined: 10, left: 20, reason: 'server_removed' }],
    states: [{ from: 10, to: 20 }],
  });
});

it('of a server waits for the batch under way, also where Postgres was told to see nothing that comes later', async () => {
  await using test = await prepareBatches();
  await test.write([watched], 1, at(5));
  const { db, commit, pid } = await transaction(test);
  const batch = foldChanges(news);
  await writeBatch(db, { runId: 1, number: 2, batch, heartbeatAt: at(20) });
  const name = test.db.$client(new URL(test.url).pathname.slice(1));
  await test.db
    .$client`alter database ${name} set default_transaction_isolation = 'repeatable read'`;
  const operator = openDatabase({ url: test.url, applicationName: 'rollcall' });
  const removed = removeServer(operator, 1, at(30));
  await untilBlockedBy(test, pid);
  await commit();
  await removed;
  await closeDatabase(operator);
  expect(await allRows(test.db)).toMatchObject({
    sessions: [{ joined: 10, left: 20, reason: 'server_removed' }],
    states: [{ from: 10, to: 20 }],
  });
});

it('of a server keeps the next batch waiting, which then begins nothing there', async () => {
  await using test = await prepareBatches();
  await test.write([watched], 1, at(5));
  const { db, commit, pid } = await transaction(test);
  await db.$client`select rollcall_remove_server(1, ${at(30).toISOString()})`;
  const written = test.write([...news, stateStarted(2, 10)], 2);
  await untilBlockedBy(test, pid);
  await commit();
  expect(await written).toBe(true);
  expect(await allRows(test.db)).toMatchObject({ sessions: [], states: [{ server: 2 }] });
});

it('of a server tells when those who were on it were seen last', async () => {
  await using test = await prepareBatches();
  await test.write([opened(1, BOB, 0, 'Bob'), closed(1, BOB, 0, 65, 'Bob')]);
  await test.write([watched, opened(1, ADA, 0), opened(1, BOB, 80, 'Bob')], 2, at(100));
  await removeServer(test.db, 1, at(130));
  expect(await allRows(test.db)).toMatchObject({
    players: [{ last: 100 }, { last: 100 }],
    names: [
      { name: 'Ada', last: 100 },
      { name: 'Bob', last: 100 },
    ],
  });
});
