import { closeDatabase, type Logger } from '@rollcall/shared';
import { createTestDatabase } from '@rollcall/shared/testing';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import {
  ADA,
  at,
  BOB,
  closed,
  opened,
  someRun,
  someServer,
  stateEnded,
  stateStarted,
} from './testing/changes.ts';
import { allRows } from './testing/rows.ts';
import { startTcpProxy } from './testing/tcp-proxy.ts';
import { openWriterDatabase } from './writer-database.ts';
import { Writer, type WriterOptions } from './writer.ts';

/** A writer that reaches the database through a proxy, with a clock that the test moves. */
async function prepared(options: Partial<WriterOptions> = {}) {
  const test = await createTestDatabase();
  for (const name of ['one', 'two', 'three', 'four']) await someServer(test.db, name);
  const runId = await someRun(test.db);
  const proxy = await startTcpProxy(test.url);
  const clock = { now: at(0) };
  const logged: string[] = [];
  const log: Logger = pino(
    { level: 'info' },
    { write: (line) => logged.push((JSON.parse(line) as { msg: string }).msg) },
  );
  const refused: number[] = [];
  const writer = new Writer({
    open: () => openWriterDatabase(proxy.url),
    runId,
    log,
    now: () => clock.now,
    onRefused: (serverId) => refused.push(serverId),
    ...options,
  });
  return {
    ...test,
    proxy,
    clock,
    logged,
    refused,
    writer,
    async [Symbol.asyncDispose]() {
      await writer.close(null);
      await proxy[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
}

const session = [opened(1, ADA, 0), closed(1, ADA, 0, 60)];

it('writes what was pushed, with the heartbeat', async () => {
  await using test = await prepared();
  test.writer.push([opened(1, ADA, 0)]);
  expect(await test.writer.flush(at(10))).toBe(true);
  expect(test.writer.pending).toBe(0);
  expect(await allRows(test.db)).toMatchObject({ sessions: [{ joined: 0 }], heartbeat: 10 });
});

it('opens no connection while there is nothing to write', async () => {
  const open = vi.fn(() => {
    throw new Error('opened');
  });
  await using test = await prepared({ open });
  expect(await test.writer.flush(null)).toBe(true);
  expect(open).not.toHaveBeenCalled();
});

it('moves the heartbeat alone, without telling anybody', async () => {
  await using test = await prepared();
  const heard: string[] = [];
  await test.db.$client.listen('rollcall_changes', (payload) => heard.push(payload));
  expect(await test.writer.flush(at(10))).toBe(true);
  expect(await test.writer.flush(at(5))).toBe(true);
  expect(await allRows(test.db)).toMatchObject({ heartbeat: 10 });
  test.writer.push([stateStarted(1, 0)]);
  await test.writer.flush(null);
  await vi.waitFor(() => {
    expect(heard).toEqual(['1']);
  });
});

describe('while the database is away', () => {
  it('keeps everything and writes it with the true times afterwards, and says so once', async () => {
    await using test = await prepared();
    test.proxy.refusing = true;
    test.writer.push([opened(1, ADA, 0), stateStarted(1, 0, 1)]);
    for (let second = 1; second <= 20; second += 1) {
      test.clock.now = at(second);
      expect(await test.writer.flush(at(second))).toBe(false);
    }
    test.writer.push([closed(1, ADA, 0, 20), stateEnded(1, 0, 20), stateStarted(1, 20)]);
    test.proxy.refusing = false;
    test.clock.now = at(40);
    expect(await test.writer.flush(at(40))).toBe(true);
    expect(await allRows(test.db)).toMatchObject({
      sessions: [{ joined: 0, left: 20 }],
      states: [
        { from: 0, to: 20 },
        { from: 20, to: null },
      ],
      heartbeat: 40,
    });
    expect(test.logged).toEqual([
      'the database takes no changes: they are kept',
      'the database takes changes again',
    ]);
  });

  it('does not try again before its time', async () => {
    const open = vi.fn((): never => {
      throw new Error('away');
    });
    await using test = await prepared({ open });
    test.writer.push(session);
    await test.writer.flush(null);
    await test.writer.flush(null);
    expect(open).toHaveBeenCalledTimes(1);
    test.clock.now = at(1);
    await test.writer.flush(null);
    expect(open).toHaveBeenCalledTimes(2);
  });

  it('lets go of details when too much waits, but of no session that goes on', async () => {
    await using test = await prepared({ maxPending: 10 });
    test.proxy.refusing = true;
    await test.writer.flush(at(1));
    test.writer.push([stateStarted(1, 0), opened(1, BOB, 0)]);
    for (let second = 1; second <= 50; second += 1) {
      test.writer.push([stateEnded(1, second - 1, second), stateStarted(1, second)]);
    }
    expect(test.writer.pending).toBeLessThanOrEqual(11);
    test.proxy.refusing = false;
    expect(await test.writer.close(null)).toBe(true);
    const rows = await allRows(test.db);
    expect(rows.sessions).toMatchObject([{ player: String(BOB), left: null }]);
    expect(rows.states.at(-1)).toMatchObject({ from: 50, to: null });
    expect(test.logged).toContain('too many changes wait for the database: details are lost');
  });
});

describe('a connection that breaks', () => {
  it('at the answer of the commit: what was written is not written twice', async () => {
    await using test = await prepared();
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
      await using test = await prepared();
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
      });
      const rows = await allRows(test.db);
      expect(rows.sessions).toMatchObject([
        { joined: 0, left: 60 },
        { joined: 61, left: null },
      ]);
      expect(rows.heartbeat).toBe(100);
    },
  );

  it('because the backend is ended in the middle of a batch: nothing of it is there, then all of it', async () => {
    await using test = await prepared();
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
    });
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
    await using test = await prepared({ attemptTimeoutMs: 300 });
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
    });
    expect((await allRows(test.db)).states).toMatchObject([
      { from: 0, to: 5 },
      { from: 5, to: null },
    ]);
  });
});

describe('changes that the database refuses', () => {
  it('are dropped for that server only, and whoever knows its history is told', async () => {
    await using test = await prepared();
    await test.writer.flush(at(1));
    // Another open session of the same player: the database knows better than whoever sent this.
    test.writer.push([opened(2, ADA, 0)]);
    await test.writer.flush(null);
    test.writer.push([
      opened(1, ADA, 0),
      opened(2, ADA, 30, 'Wrong'),
      stateStarted(2, 30),
      opened(3, BOB, 0),
      { type: 'name-seen', playerId: BOB, name: 'Bobby', seenAt: at(40) },
      stateStarted(4, 0),
    ]);
    expect(await test.writer.flush(at(40))).toBe(true);
    const rows = await allRows(test.db);
    expect(rows.sessions.map((row): unknown[] => [row['server'], row['joined']])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
    expect(rows.states.map((row): unknown => row['server'])).toEqual([4]);
    expect(rows.names).toContainEqual(expect.objectContaining({ name: 'Bobby' }));
    expect(rows.heartbeat).toBe(40);
    expect(test.refused).toEqual([2]);
    expect(test.logged).toEqual(['the database refuses what was seen: it is lost']);
  });
});

it('leaves no connection behind when it is closed', async () => {
  await using test = await prepared();
  test.writer.push(session);
  expect(await test.writer.close(at(1))).toBe(true);
  await vi.waitFor(async () => {
    expect(
      await test.db.$client`
        select from pg_stat_activity where datname = current_database() and application_name like '%writer%'`,
    ).toHaveLength(0);
  });
});

it('does not wait for the disk, and can wait for nothing for ever', async () => {
  await using test = await createTestDatabase();
  const db = openWriterDatabase(test.url);
  const settings = await db.$client`
    select current_setting('synchronous_commit') as commit, current_setting('statement_timeout') as statement,
           current_setting('lock_timeout') as lock`;
  expect(settings).toEqual([{ commit: 'off', statement: '30s', lock: '10s' }]);
  await closeDatabase(db);
});
