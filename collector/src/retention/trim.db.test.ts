import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withRetentionDatabase } from './database.ts';
import {
  interruptedAfter,
  minute,
  prepareHistory,
  testPace,
  type History,
} from './testing/history.ts';
import { storeWorld, worlds } from './testing/worlds.ts';
import { trim } from './trim.ts';

const DAY = 1_440;
const never = new AbortController().signal;
const oneDay = { stateDays: 1, sessionDays: 1 };
const nothing = { states: 0, sessions: 0, runs: 0 };

async function left(history: History) {
  const tables = ['server_state', 'server_reachability', 'server_player_session'];
  return Promise.all(tables.map((table) => history.count(table)));
}

/** A server with a state, a failure and a session in each of the first hours, and what goes on. */
async function busyHours(history: History, hours: number): Promise<void> {
  for (let n = 0; n < hours; n += 1) {
    await history.reach(1, n % 2 === 0 ? 'ok' : 'timeout', n * 60, (n + 1) * 60);
    await history.state(1, n, n * 60, (n + 1) * 60);
    await history.session(1, n % 3, n * 60, n * 60 + 59);
  }
  await history.reach(1, 'ok', hours * 60, null);
  await history.state(1, 1, hours * 60, null);
  await history.session(1, 9, 5, null);
}

describe('trim', () => {
  it('deletes what ended before, in small bites, and nothing that goes on', async () => {
    await using history = await prepareHistory(3);
    await busyHours(history, 20);
    const now = DAY + 10 * 60 + 30;
    await history.heartbeat(now);
    await history.sumUp(now);
    const [hours, totals] = [await history.hours(), await history.totals()];
    expect(await history.trim(oneDay, now)).toEqual({ states: 18, sessions: 10, runs: 0 });
    expect(await left(history)).toEqual([12, 12, 11]);
    await history.sumUp(now + 60);
    expect(await history.hours()).toEqual(hours);
    expect(await history.totals()).toEqual(totals);
    expect(await history.trim(oneDay, now)).toEqual(nothing);
    const open = await history.db.$client`
      select joined_at from server_player_session where left_at is null`;
    expect(open).toEqual([{ joined_at: expect.stringContaining('12:05:00') as string }]);
  });

  it('comes to every server of a large fleet, some at a time', async () => {
    const fleet = 45;
    await using history = await prepareHistory(fleet);
    for (let server = 1; server <= fleet; server += 1) {
      await history.reach(server, 'ok', 0, 30);
      await history.state(server, 1, 0, 30);
      await history.session(server, server, 0, 30);
    }
    const now = DAY + 120;
    await history.heartbeat(now);
    await history.sumUp(now);
    expect(await history.count('server_player_hour')).toBe(fleet);
    expect(await history.trim(oneDay, now)).toEqual({
      states: 2 * fleet,
      sessions: fleet,
      runs: 0,
    });
    expect(await left(history)).toEqual([0, 0, 0]);
    expect(await history.count('server_player_hour')).toBe(0);
  });

  it('keeps everything for ever when told 0, and each for its own time', async () => {
    await using history = await prepareHistory();
    await busyHours(history, 3);
    const now = 3_650 * DAY;
    await history.heartbeat(now);
    await history.db.$client`update history_mark set summed_until = ${minute(now).toISOString()}`;
    await history.db.$client`truncate server_hour_stale`;
    for (const days of [0, 1e9]) {
      const retention = { stateDays: days, sessionDays: days };
      expect(await history.trim(retention, now)).toEqual(nothing);
    }
    expect(await history.trim({ stateDays: 0, sessionDays: 1 }, now)).toMatchObject({
      states: 0,
      sessions: 3,
    });
    expect(await history.trim({ stateDays: 1, sessionDays: 0 }, now)).toMatchObject({
      states: 6,
      sessions: 0,
    });
  });

  it('never touches the last day', async () => {
    await using history = await prepareHistory();
    await busyHours(history, 3);
    const now = DAY;
    await history.heartbeat(now);
    await history.sumUp(now);
    expect(await history.trim({ stateDays: 0.01, sessionDays: 0.01 }, now)).toEqual(nothing);
  });

  it('deletes nothing that is not summed up, and nothing while something has to be summed up again', async () => {
    await using history = await prepareHistory();
    await busyHours(history, 3);
    const now = 3 * DAY;
    expect(await history.trim(oneDay, now)).toEqual(nothing);
    await history.heartbeat(65);
    await history.sumUp(now);
    expect(await history.trim(oneDay, now)).toEqual(nothing);
    await history.heartbeat(now);
    await history.sumUp(now);
    await history.state(1, 5, -90, -30);
    expect(await history.trim(oneDay, now)).toEqual(nothing);
    await history.sumUp(now);
    expect(await history.trim(oneDay, now)).toMatchObject({ states: 7, sessions: 3 });
  });

  it('leaves what was summed up as it is when something older is written still later', async () => {
    await using history = await prepareHistory();
    await busyHours(history, 3);
    const now = 3 * DAY;
    await history.heartbeat(now);
    await history.sumUp(now);
    await history.trim(oneDay, now);
    const before = await history.hours();
    await history.session(1, 7, 30, null);
    await history.state(1, 30, 30, 90);
    await history.sumUp(now);
    expect(await history.hours()).toEqual(before);
    expect(await history.count('server_hour_stale')).toBe(0);
  });

  it('keeps the joins of hours whose states are gone, and the states of hours whose sessions are gone', async () => {
    await using history = await prepareHistory();
    await busyHours(history, 3);
    const now = 5 * DAY;
    await history.heartbeat(now);
    await history.sumUp(now);
    await history.trim({ stateDays: 1, sessionDays: 0 }, now);
    const [first] = await history.hours();
    await history.session(1, 7, 30, null);
    await history.sumUp(now);
    expect((await history.hours())[0]).toEqual({ ...first, joins: (first?.joins ?? 0) + 1 });
  });

  it('deletes old runs, but neither the last of them nor one that a server refers to', async () => {
    await using history = await prepareHistory();
    const run = (name: string, from: number, to: number) => history.db.$client`
      insert into collector_run (instance, started_at, heartbeat_at)
      values (${name}, ${minute(from).toISOString()}, ${minute(to).toISOString()})`;
    await run('old', 0, 10);
    await run('older', -10, 0);
    await run('last', 10, 20);
    await run('recent', DAY, 2 * DAY);
    await history.heartbeat(-20);
    expect(await history.trim(oneDay, 2 * DAY)).toEqual({ ...nothing, runs: 2 });
    const runs = await history.db.$client`select instance from collector_run order by id`;
    expect(runs).toEqual([{ instance: 'test' }, { instance: 'last' }, { instance: 'recent' }]);
  });

  it('does not wait for rows that a batch holds', async () => {
    await using history = await prepareHistory();
    await busyHours(history, 3);
    const now = 3 * DAY;
    await history.heartbeat(now);
    await history.sumUp(now);
    const before = await history.count('server_player_session');
    await history.db.$client.begin(async (other) => {
      await other`select from server_player_session for update`;
      const trimming = withRetentionDatabase(history.url, never, async (db) => {
        await trim(db, oneDay, minute(now), testPace, never);
      });
      await expect(trimming).rejects.toThrow(/lock timeout/);
    });
    expect(await history.count('server_player_session')).toBe(before);
    expect(await history.trim(oneDay, now)).toMatchObject({ sessions: 3 });
  });

  it('changes no sum, wherever it is interrupted, whatever the history', async () => {
    await using history = await prepareHistory(3);
    const ends = 2_000;
    await fc.assert(
      fc.asyncProperty(
        worlds(3, ends),
        fc.nat(20),
        fc.integer({ min: 1, max: 20 }),
        async (logs, statements, hours) => {
          await storeWorld(history, logs, ends);
          await history.sumUp(ends);
          const [sums, totals] = [await history.hours(), await history.totals()];
          const open = await history.count('server_player_session');
          const now = DAY + hours * 60;
          const { pace, signal } = interruptedAfter(statements);
          await history.trim(oneDay, now, pace, signal).catch(() => undefined);
          await history.sumUp(ends + 60);
          await history.trim(oneDay, now);
          const kept = logs.flatMap((log) => log.sessions).filter(({ to }) => to >= hours * 60);
          expect(await history.count('server_player_session')).toBe(kept.length);
          expect(open).toBe(logs.flatMap((log) => log.sessions).length);
          expect(await history.totals()).toEqual(totals);
          // Every hour of which something is left is calculated once more.
          await history.db.$client`
            insert into server_hour_stale (server_id, since) select id, ${minute(0).toISOString()} from servers`;
          await history.sumUp(ends + 60);
          expect((await history.hours()).filter(({ hour }) => hour < 33)).toEqual(sums);
        },
      ),
      { numRuns: 15 },
    );
  }, 120_000);
});
