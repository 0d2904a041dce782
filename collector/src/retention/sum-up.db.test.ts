import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startRun } from '../store/run.ts';
import { interruptedAfter, minute, prepareHistory, type HourRow } from './testing/history.ts';
import { naiveHours } from './testing/naive.ts';
import { storeWorld, worlds } from './testing/worlds.ts';

const noHour = {
  server: 1,
  watched: 0,
  up: 0,
  counted: 0,
  playerMinutes: 0,
  peak: null,
  joins: 0,
};
const hour = (n: number, sums: Partial<HourRow>): HourRow => ({ ...noHour, hour: n, ...sums });

describe('sumUp', () => {
  it('divides what lasts at the hours, and keeps empty, down and not watched apart', async () => {
    await using history = await prepareHistory();
    // An answer that lasted no time proves nothing of the time around it.
    await history.reach(1, 'ok', 5, 5);
    await history.state(1, 9, 4, 6);
    await history.reach(1, 'ok', 10, 90);
    await history.reach(1, 'timeout', 90, 100);
    await history.reach(1, 'ok', 250, null);
    await history.state(1, 4, 10, 70);
    await history.state(1, 8, 70, 75);
    await history.state(1, null, 75, 90);
    await history.state(1, 0, 250, null);
    await history.session(1, 1, 10, 65);
    await history.session(1, 2, 70, null);
    await history.heartbeat(310);
    await history.sumUp(310);
    expect(await history.hours()).toEqual([
      hour(0, { watched: 50, up: 50, counted: 50, playerMinutes: 200, peak: 4, joins: 1 }),
      hour(1, { watched: 40, up: 30, counted: 15, playerMinutes: 80, peak: 8, joins: 1 }),
      hour(4, { watched: 50, up: 50, counted: 50, playerMinutes: 0, peak: 0 }),
    ]);
  });

  it('does not count as down what nobody asked, though another collector is there meanwhile', async () => {
    await using history = await prepareHistory();
    await history.reach(1, 'auth', 5, null);
    await history.heartbeat(30);
    await history.db.$client`update server_watch set last_ok_at = ${minute(5).toISOString()}`;
    // It leaves the server alone for a while, because the password was refused before.
    const later = await startRun(history.db, 'later', minute(200));
    await history.db.$client`
      update collector_run set heartbeat_at = ${minute(310).toISOString()} where id = ${later}`;
    await history.sumUp(310);
    expect(await history.hours()).toEqual([hour(0, { watched: 25 })]);
  });

  it('writes hours once, when they have been over for five minutes, and what has not changed not again', async () => {
    await using history = await prepareHistory();
    await history.reach(1, 'ok', 0, null);
    const versions = () => history.db.$client`select xmin::text from server_hour order by hour`;
    await history.heartbeat(64);
    await history.sumUp(64);
    expect(await history.hours()).toEqual([]);
    await history.heartbeat(65);
    await history.sumUp(65);
    const first = await versions();
    expect(first).toHaveLength(1);
    await history.heartbeat(125);
    await history.sumUp(125);
    expect((await versions())[0]).toEqual(first[0]);
    expect(await history.hours()).toEqual([
      hour(0, { watched: 60, up: 60 }),
      hour(1, { watched: 60, up: 60 }),
    ]);
  });

  it('waits for a collector that cannot write, and catches up', async () => {
    await using history = await prepareHistory();
    await history.reach(1, 'ok', 0, null);
    await history.state(1, 3, 0, null);
    await history.heartbeat(130);
    await history.sumUp(300);
    expect(await history.hours()).toHaveLength(2);
    await history.heartbeat(300);
    await history.sumUp(300);
    expect(await history.hours()).toMatchObject(
      [0, 1, 2, 3].map((n) => ({ hour: n, up: 60, playerMinutes: 180 })),
    );
  });

  it('does not wait for a collector that died while another goes on', async () => {
    await using history = await prepareHistory(2);
    await history.db.$client`
      insert into collector_run (instance, started_at, heartbeat_at)
      values ('other', ${minute(0).toISOString()}, ${minute(600).toISOString()})`;
    await history.db.$client`
      update server_watch set run_id = (select max(id) from collector_run) where server_id = 2`;
    for (const server of [1, 2]) await history.reach(server, 'ok', 0, null);
    await history.heartbeat(30);
    await history.sumUp(600);
    expect((await history.hours()).map((row) => [row.server, row.hour, row.up])).toEqual([
      [1, 0, 30],
      ...Array.from({ length: 9 }, (_, n) => [2, n, 60]),
    ]);
  });

  it('sums up again what was written late, and no more', async () => {
    await using history = await prepareHistory(2);
    const sql = history.db.$client;
    for (const server of [1, 2]) await history.reach(server, 'ok', 0, null);
    await history.heartbeat(3_000);
    await history.sumUp(3_000);
    await history.state(1, 2, 30, 90);
    await history.session(1, 1, 100, null);
    await history.reach(1, 'ok', -60, -30);
    await sql`update server_reachability set ended_at = ${minute(2_910).toISOString()} where server_id = 1 and ended_at is null`;
    expect(await history.count('server_hour_stale')).toBe(4);
    await history.sumUp(3_001);
    expect(await history.count('server_hour_stale')).toBe(0);
    const rows = await history.hours();
    expect(rows.filter(({ server }) => server === 2)).toHaveLength(49);
    const changed = rows.filter(
      ({ server, up, counted, joins }) => server === 1 && (up < 60 || counted + joins > 0),
    );
    expect(changed).toEqual([
      hour(-1, { watched: 30, up: 30 }),
      hour(0, { watched: 60, up: 60, counted: 30, playerMinutes: 60, peak: 2 }),
      hour(1, { watched: 60, up: 60, counted: 30, playerMinutes: 60, peak: 2, joins: 1 }),
      hour(48, { watched: 30, up: 30 }),
    ]);
  });

  it('takes back what turned out not to be so', async () => {
    await using history = await prepareHistory();
    await history.reach(1, 'timeout', 0, null);
    await history.heartbeat(200);
    await history.sumUp(200);
    expect(await history.hours()).toHaveLength(3);
    await history.db.$client`update server_reachability set ended_at = ${minute(70).toISOString()}`;
    await history.sumUp(201);
    expect((await history.hours()).map(({ watched }) => watched)).toEqual([60, 10, 0]);
  });

  it('reads no more of a long history than the hour needs', async () => {
    await using history = await prepareHistory(20);
    const sql = history.db.$client;
    await sql`
      insert into server_state (server_id, players, started_at, ended_at)
      select id, 1, ${minute(0).toISOString()}::timestamptz + n * interval '1 minute', ${minute(1).toISOString()}::timestamptz + n * interval '1 minute'
      from servers, generate_series(0, 1999) n`;
    await history.reach(1, 'ok', 0, 2_000);
    await history.session(1, 1, 0, 30);
    const [from, to] = [minute(1_200).toISOString(), minute(1_260).toISOString()];
    const [row] = await sql<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }[]>`
      explain (analyze, buffers, format json) select rollcall_sum_hours(${from}, ${to}, 0, 10)`;
    const plan = row?.['QUERY PLAN'][0].Plan;
    const pages = (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0);
    expect(pages).toBeGreaterThan(10);
    // All states of ten servers would be 20,000 rows, and as many visits of a page.
    expect(pages).toBeLessThan(5_000);
    expect(await history.hours()).toMatchObject([{ hour: 20, up: 60, counted: 60 }]);
  });

  it('means hours of UTC, whatever the zone of the session is', async () => {
    await using history = await prepareHistory();
    await history.reach(1, 'ok', 0, 90);
    await history.heartbeat(130);
    await history.db.$client.unsafe(
      `do $$ begin execute format('alter database %I set timezone to ''Asia/Kolkata''', current_database()); end $$`,
    );
    await history.db
      .$client`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    await history.db.$client`set timezone to 'Asia/Kolkata'`;
    await history.sumUp(130);
    expect((await history.hours()).map(({ up }) => up)).toEqual([60, 30]);
  });

  it('agrees with a count minute by minute, and again after being interrupted anywhere', async () => {
    await using history = await prepareHistory(3);
    const ends = 2_000;
    await fc.assert(
      fc.asyncProperty(worlds(3, ends), fc.nat(60), async (logs, statements) => {
        await storeWorld(history, logs, ends);
        const { pace, signal } = interruptedAfter(statements);
        await history.sumUp(ends, pace, signal).catch(() => undefined);
        await history.sumUp(ends);
        const expected = logs.flatMap((log) => naiveHours(log, 0, 33));
        expect(await history.hours()).toEqual(expected);
        expect(await history.uptimes()).toEqual(
          expected.filter(({ watched }) => watched > 0).map(({ watched, up }) => [watched, up]),
        );
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});
