import { closeDatabase, openDatabase } from '@rollcall/shared';
import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { describe, expect, it } from 'vitest';
import {
  announceRun,
  endOtherAnnouncement,
  handOver,
  isRunOver,
  readCompany,
  shareServers,
} from './leases.ts';
import { removeServer } from './registry-remove.ts';
import { setEnabled } from './registry-edit.ts';
import { startRun, stopRun } from './run.ts';
import { ADA, at, opened, someRun, someServer } from './testing/changes.ts';
import { prepareWriter } from './testing/prepared-writer.ts';
import { allRows } from './testing/rows.ts';

/** A run with the connection that announces it. */
async function liveRun(test: TestDatabase) {
  const db = openDatabase({ url: test.url, applicationName: 'test', max: 1 });
  const id = await someRun(test.db);
  await announceRun(db, id);
  return {
    id,
    db,
    share: (gone: readonly number[] = []) => shareServers(db, id, gone),
    handOver: (ids: readonly number[]) => handOver(db, id, ids),
    die: () => closeDatabase(db, 0),
    [Symbol.asyncDispose]: () => closeDatabase(db, 0),
  };
}

async function fleet(test: TestDatabase, count: number) {
  for (let n = 1; n <= count; n += 1) await someServer(test.db, `s${String(n)}`);
}

const live = async (test: TestDatabase) =>
  (
    await test.db.$client<{ run_id: number }[]>`select run_id from rollcall_live_runs() order by 1`
  ).map((row) => row.run_id);

/** Closing a connection is seen by Postgres a moment later. */
const gone = (test: TestDatabase, id: number) =>
  expect.poll(() => live(test), { timeout: 20_000, interval: 20 }).not.toContain(id);

describe('announceRun', () => {
  it('is true for one connection, until that ends', async () => {
    await using test = await createTestDatabase();
    await using one = await liveRun(test);
    expect(await live(test)).toEqual([one.id]);
    const other = openDatabase({ url: test.url, applicationName: 'test', max: 1 });
    expect(await announceRun(other, one.id)).toBe(false);
    expect(await readCompany(other, one.id)).toMatchObject({ announced: false, live: [one.id] });
    await endOtherAnnouncement(other, one.id);
    await expect.poll(() => announceRun(other, one.id), { timeout: 20_000 }).toBe(true);
    expect(await readCompany(other, one.id)).toMatchObject({ announced: true, over: false });
    await closeDatabase(other, 0);
    await gone(test, one.id);
  });

  it('is not believed to somebody who may only read', async () => {
    await using test = await createTestDatabase();
    const reader = openDatabase({ url: test.readerUrl, applicationName: 'test', max: 1 });
    await reader.$client`select pg_advisory_lock(7265651, 1)`;
    expect(await live(test)).toEqual([]);
    await closeDatabase(reader, 0);
  });
});

describe('shareServers', () => {
  it('gives everything to one alone, removed servers left out', async () => {
    await using test = await createTestDatabase();
    await fleet(test, 4);
    await removeServer(test.db, 2, at(0));
    await using one = await liveRun(test);
    expect(await one.share()).toEqual({ mine: [1, 3, 4], surplus: [], absent: [], short: 0 });
  });

  it.each([
    [10, 3],
    [4, 3],
    [2, 3],
    [200, 2],
  ])('divides %i servers among %i runs to within one, each to exactly one', async (count, runs) => {
    await using test = await createTestDatabase();
    await fleet(test, count);
    const all: Awaited<ReturnType<typeof liveRun>>[] = [];
    for (let n = 0; n < runs; n += 1) {
      all.push(await liveRun(test));
      for (const run of all) await run.handOver((await run.share()).surplus);
      for (const run of all) await run.share();
    }
    const shares = await Promise.all(all.map((run) => run.share()));
    const sizes = shares.map(({ mine }) => mine.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    expect(new Set(shares.flatMap(({ mine }) => mine)).size).toBe(count);
    expect(shares.flatMap(({ mine }) => mine)).toHaveLength(count);
    expect(shares.map(({ surplus, short }) => [...surplus, short])).toEqual(all.map(() => [0]));
    for (const run of all) await run.die();
  });

  it('divides disabled servers apart from those that are work', async () => {
    await using test = await createTestDatabase();
    await fleet(test, 4);
    for (const id of [1, 2]) await setEnabled(test.db, id, false);
    await using one = await liveRun(test);
    await using two = await liveRun(test);
    expect([(await one.share()).mine, (await two.share()).mine]).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it('names a run that is gone, and leaves it what it has until it is replaced', async () => {
    await using test = await createTestDatabase();
    await fleet(test, 2);
    await using one = await liveRun(test);
    await one.share();
    await one.die();
    await gone(test, one.id);
    await using two = await liveRun(test);
    expect(await two.share()).toEqual({ mine: [], surplus: [], absent: [one.id], short: 2 });
    expect(await two.share([one.id])).toEqual({ mine: [1, 2], surplus: [], absent: [], short: 0 });
    expect(await readCompany(two.db, one.id)).toMatchObject({ over: true });
  });

  it('replaces no run that is connected', async () => {
    await using test = await createTestDatabase();
    await fleet(test, 2);
    await using one = await liveRun(test);
    await one.share();
    await using two = await liveRun(test);
    expect(await two.share([one.id])).toMatchObject({ mine: [], short: 1 });
    expect(await one.share()).toMatchObject({ mine: [1, 2], surplus: [2] });
  });

  it('takes at once what a run had that stopped in order', async () => {
    await using test = await createTestDatabase();
    await fleet(test, 2);
    await using one = await liveRun(test);
    await one.share();
    await stopRun(test.db, one.id, at(1));
    await one.die();
    await gone(test, one.id);
    await using two = await liveRun(test);
    expect(await two.share()).toMatchObject({ mine: [1, 2], absent: [] });
  });

  it('gives nothing to a run that is over', async () => {
    await using test = await createTestDatabase();
    await using one = await liveRun(test);
    await stopRun(test.db, one.id, at(1));
    const refused: unknown = await one.share().catch((error: unknown) => error);
    expect(isRunOver(refused)).toBe(true);
  });
});

describe('a run that was replaced', () => {
  it('can write neither a batch nor a heartbeat, whatever it kept', async () => {
    await using test = await prepareWriter();
    const { writer, runId } = test;
    writer.push([opened(1, ADA, 0)]);
    expect(await writer.flush(at(1))).toBe(true);
    const next = await startRun(test.db, 'next', at(2));
    await test.db.$client`update collector_run set replaced_by = ${next} where id = ${runId}`;
    expect(await writer.flush(at(5))).toBe(false);
    writer.push([opened(2, ADA, 0)]);
    expect(await writer.flush(at(6))).toBe(false);
    expect(writer.pending).toBe(0);
    expect(test.over).toEqual([runId]);
    const rows = await allRows(test.db);
    expect(rows.sessions).toHaveLength(1);
    const run = test.db.$client`
      select 1 from collector_run where id = ${runId} and heartbeat_at = ${at(1).toISOString()}`;
    expect(await run).toHaveLength(1);
    expect(test.logged).toEqual(['another collector has taken over: nothing more is written']);
  });

  it('is replaced only after the batch that it has under way', async () => {
    await using test = await prepareWriter();
    const { writer, runId } = test;
    const held = await test.db.$client.reserve();
    await held`begin`;
    await held`lock table server_player_session in share row exclusive mode`;
    writer.push([opened(1, ADA, 0)]);
    const written = writer.flush(at(1));
    const waiting = () => test.db.$client`select 1 from pg_locks where not granted`;
    await expect.poll(waiting, { timeout: 20_000 }).toHaveLength(1);
    await using two = await liveRun(test);
    const shared = two.share([runId]);
    await expect.poll(waiting, { timeout: 20_000 }).toHaveLength(2);
    await held`rollback`;
    held.release();
    expect(await written).toBe(true);
    expect((await shared).mine).toEqual([1, 2, 3, 4]);
    expect((await allRows(test.db)).sessions).toHaveLength(1);
  });
});
