import { describe, expect, it } from 'vitest';
import type { Database } from '../db.ts';
import { createTestDatabase } from '../testing/database.ts';
import { addReachability, addRun, addServer, addWatch, iso, secondsOf } from './testing/history.ts';

/** The status of each row, its beginning, and how far it is known. */
async function known(db: Database, serverId: number) {
  const rows = await db.$client<{ status: string; started_at: string; known_until: string }[]>`
    select status, started_at, known_until from server_reachability_known
    where server_id = ${serverId} order by started_at`;
  return rows.map((row) => [row.status, secondsOf(row.started_at), secondsOf(row.known_until)]);
}

interface OutageRow {
  readonly status: string;
  readonly detail: string | null;
  readonly started_at: string;
  readonly ended_at: string;
  readonly ongoing: boolean;
}

async function outages(db: Database, serverId: number, since: number, until: number) {
  const rows = await db.$client<OutageRow[]>`
    select * from outages(${serverId}, ${iso(since)}, ${iso(until)})`;
  return rows.map((row) => [
    row.status,
    row.detail,
    secondsOf(row.started_at),
    secondsOf(row.ended_at),
    row.ongoing,
  ]);
}

describe('server_reachability_known', () => {
  it('lets a server that answers reach as far as its run was heard of, or to its last answer', async () => {
    await using test = await createTestDatabase();
    const [up, lost] = [await addServer(test.db), await addServer(test.db)];
    const runId = await addRun(test.db, 0, 1_000);
    await addRun(test.db, 2_000, 3_000);
    await addWatch(test.db, up, runId);
    await addWatch(test.db, lost, runId, 700);
    for (const id of [up, lost]) await addReachability(test.db, id, [['ok', 100, null]]);
    expect(await known(test.db, up)).toEqual([['ok', 100, 1_000]]);
    expect(await known(test.db, lost)).toEqual([['ok', 100, 700]]);
  });

  it('counts a failing server as watched for as long as its run was heard of', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addWatch(test.db, id, await addRun(test.db, 0, 1_000), 95);
    // Killed at 1,000; the run that follows has not polled the server yet.
    await addRun(test.db, 5_000, 5_400);
    await addReachability(test.db, id, [
      ['ok', 10, 100],
      ['timeout', 100, null],
    ]);
    expect(await known(test.db, id)).toEqual([
      ['ok', 10, 100],
      ['timeout', 100, 1_000],
    ]);
  });

  it('knows of a server that never answered what the runs tell that had time to poll it', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addReachability(test.db, id, [['unreachable', 100, null]]);
    expect(await known(test.db, id)).toEqual([['unreachable', 100, 100]]);
    await addRun(test.db, 0, 1_000);
    expect(await known(test.db, id)).toEqual([['unreachable', 100, 1_000]]);
    await addRun(test.db, 5_000, 5_060);
    expect(await known(test.db, id)).toEqual([['unreachable', 100, 1_000]]);
    await test.db.$client`update collector_run set heartbeat_at = ${iso(5_061)} where id = 2`;
    expect(await known(test.db, id)).toEqual([['unreachable', 100, 5_061]]);
  });

  it('never lets a row end before it begins', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addWatch(test.db, id, await addRun(test.db, 0, 1_000));
    await addReachability(test.db, id, [['ok', 1_004, null]]);
    expect(await known(test.db, id)).toEqual([['ok', 1_004, 1_004]]);
  });
});

describe('outages', () => {
  it('tells each failure apart, clipped to the window', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addReachability(test.db, id, [
      ['ok', 0, 100],
      ['timeout', 100, 200],
      ['unreachable', 200, 300],
      ['ok', 300, 400],
      ['auth', 400, 500],
    ]);
    const timeout = ['timeout', 'timeout since 100', 100, 200, false];
    const unreachable = ['unreachable', 'unreachable since 200', 200, 300, false];
    const auth = ['auth', 'auth since 400', 400, 500, false];
    expect(await outages(test.db, id, 0, 1_000)).toEqual([timeout, unreachable, auth]);
    expect(await outages(test.db, id, 150, 450)).toEqual([
      timeout.with(2, 150),
      unreachable,
      auth.with(3, 450),
    ]);
    expect(await outages(test.db, id, 200, 400)).toEqual([unreachable]);
    expect(await outages(test.db, id, 0, 100)).toEqual([]);
    expect(await outages(test.db, id, 300, 400)).toEqual([]);
  });

  it('tells an outage that goes on, as far as it is known', async () => {
    await using test = await createTestDatabase();
    const [id, fresh] = [await addServer(test.db), await addServer(test.db)];
    const runId = await addRun(test.db, 0, 1_000);
    await addWatch(test.db, id, runId, 95);
    await addWatch(test.db, fresh, runId, 1_001);
    await addReachability(test.db, id, [['timeout', 100, null]]);
    await addReachability(test.db, fresh, [['timeout', 1_003, null]]);
    const row = ['timeout', 'timeout since 100', 100, 1_000, true];
    expect(await outages(test.db, id, 0, 9_000)).toEqual([row]);
    expect(await outages(test.db, id, 0, 500)).toEqual([row.with(3, 500)]);
    // Nobody knows whether it went on after the last heartbeat.
    expect(await outages(test.db, id, 1_000, 9_000)).toEqual([]);
    // Seen to fail after the last heartbeat: it has begun.
    expect(await outages(test.db, fresh, 0, 9_000)).toEqual([
      ['timeout', 'timeout since 1003', 1_003, 1_003, true],
    ]);
  });

  it('keeps two outages apart that a gap in the watch divides', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addReachability(test.db, id, [
      ['timeout', 100, 200],
      ['timeout', 500, 600],
    ]);
    const rows = await outages(test.db, id, 0, 1_000);
    expect(rows.map(([, , from, to]) => [from, to])).toEqual([
      [100, 200],
      [500, 600],
    ]);
  });

  it('tells of nothing when the window ends before it begins, and ends by default now', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addReachability(test.db, id, [['timeout', 100, 200]]);
    expect(await outages(test.db, id, 150, 150)).toEqual([]);
    expect(await outages(test.db, id, 180, 120)).toEqual([]);
    const rows = await test.db.$client`select * from outages(${id}, ${iso(150)})`;
    expect(rows).toHaveLength(1);
  });
});
