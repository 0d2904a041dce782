import { describe, expect, it, vi } from 'vitest';
import { ADA, at, closed, opened, stateEnded, stateStarted } from './testing/changes.ts';
import { prepareWriter } from './testing/prepared-writer.ts';
import { allRows } from './testing/rows.ts';

const session = [opened(1, ADA, 0), closed(1, ADA, 0, 60)];

describe('a connection that breaks', () => {
  it('at the answer of the commit: what was written is not written twice', async () => {
    await using test = await prepareWriter();
    await test.writer.flush(at(1));
    test.proxy.passAnswer = () => {
      test.proxy.cut();
      return false;
    };
    test.writer.push([opened(1, ADA, 0)]);
    expect(await test.writer.flush(at(2))).toBe(false);
    test.proxy.passAnswer = () => true;
    test.writer.push([closed(1, ADA, 0, 60)]);
    test.clock.now = at(60);
    expect(await test.writer.flush(at(60))).toBe(true);
    const rows = await allRows(test.db);
    expect(rows.sessions).toMatchObject([{ joined: 0, left: 60 }]);
    expect(rows.heartbeat).toBe(60);
  });

  it.each([1, 2, 3, 4, 5, 6])(
    'at the %i. piece of the conversation: all is written in the end',
    async (n) => {
      await using test = await prepareWriter();
      let pieces = 0;
      test.proxy.onRequest = () => {
        pieces += 1;
        if (pieces === n) test.proxy.cut();
      };
      test.writer.push(session);
      await test.writer.flush(at(1));
      test.writer.push([opened(1, ADA, 61)]);
      await vi.waitFor(async () => {
        test.clock.now = new Date(test.clock.now.getTime() + 10_000);
        expect(await test.writer.flush(at(100))).toBe(true);
        expect(pieces).toBeGreaterThanOrEqual(n);
      }, 20_000);
      const rows = await allRows(test.db);
      expect(rows.sessions).toMatchObject([
        { joined: 0, left: 60 },
        { joined: 61, left: null },
      ]);
      expect(rows.heartbeat).toBe(100);
    },
  );

  it('because the backend is ended in the middle of a batch: nothing of it is there, then all of it', async () => {
    await using test = await prepareWriter();
    await test.writer.flush(at(1));
    // The batch waits for this lock, which is in its middle.
    const reserved = await test.db.$client.reserve();
    await reserved`begin`;
    await reserved`lock table server_state in share row exclusive mode`;
    test.writer.push([...session, stateStarted(1, 0)]);
    const flushed = test.writer.flush(at(2));
    await vi.waitFor(async () => {
      const ended = await test.db.$client`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name like '%writer%' and wait_event_type = 'Lock'`;
      expect(ended).toHaveLength(1);
    }, 20_000);
    expect(await flushed).toBe(false);
    await reserved`rollback`;
    reserved.release();
    expect((await allRows(test.db)).sessions).toEqual([]);
    test.clock.now = at(10);
    expect(await test.writer.flush(at(10))).toBe(true);
    expect(await allRows(test.db)).toMatchObject({
      sessions: [{ left: 60 }],
      states: [{ from: 0 }],
      heartbeat: 10,
    });
  });

  it('by saying nothing more: the attempt is given up, and what it still does later changes nothing', async () => {
    await using test = await prepareWriter({ attemptTimeoutMs: 300 });
    await test.writer.flush(at(1));
    const reserved = await test.db.$client.reserve();
    await reserved`begin`;
    await reserved`lock table server_state in share row exclusive mode`;
    test.writer.push([stateStarted(1, 0)]);
    expect(await test.writer.flush(at(2))).toBe(false);
    await reserved`rollback`;
    reserved.release();
    test.writer.push([stateEnded(1, 0, 5), stateStarted(1, 5)]);
    await vi.waitFor(async () => {
      test.clock.now = new Date(test.clock.now.getTime() + 10_000);
      expect(await test.writer.flush(at(9))).toBe(true);
    }, 20_000);
    expect((await allRows(test.db)).states).toMatchObject([
      { from: 0, to: 5 },
      { from: 5, to: null },
    ]);
  });
});

it('writes again what Postgres took and then lost in a crash, also when nobody noticed that', async () => {
  await using test = await prepareWriter();
  test.writer.push([opened(1, ADA, 0)]);
  await test.writer.flush(at(1));
  test.writer.push([closed(1, ADA, 0, 60)]);
  await test.writer.flush(at(61));
  test.writer.push([opened(1, ADA, 70)]);
  await test.writer.flush(at(71));
  const expected = await allRows(test.db);
  // As if it had been written to the log only up to the first batch.
  await test.db.$client`delete from server_player_session where left_at is null`;
  await test.db.$client`
    update server_player_session set left_at = null, last_seen_at = null, end_reason = null, min_ping = 40`;
  await test.db.$client`update player set last_seen_at = first_seen_at`;
  await test.db.$client`update collector_run set batch = 1`;
  test.proxy.cut();
  await vi.waitFor(async () => {
    test.clock.now = new Date(test.clock.now.getTime() + 10_000);
    expect(await test.writer.flush(null)).toBe(true);
    expect((await allRows(test.db)).sessions).toEqual(expected.sessions);
  }, 20_000);
  expect(test.logged).toContain('written again what Postgres had lost');
  test.writer.push([closed(1, ADA, 70, 80)]);
  expect(await test.writer.flush(null)).toBe(true);
});
