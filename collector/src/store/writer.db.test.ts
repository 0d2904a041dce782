import { closeDatabase } from '@rollcall/shared';
import { createTestDatabase } from '@rollcall/shared/testing';
import { describe, expect, it, vi } from 'vitest';
import {
  ADA,
  at,
  BOB,
  closed,
  opened,
  reopened,
  stateEnded,
  stateStarted,
} from './testing/changes.ts';
import { prepareWriter } from './testing/prepared-writer.ts';
import { allRows } from './testing/rows.ts';
import { openWriterDatabase } from './writer-database.ts';

const session = [opened(1, ADA, 0), closed(1, ADA, 0, 60)];

it('writes what was pushed, with the heartbeat', async () => {
  await using test = await prepareWriter();
  test.writer.push([opened(1, ADA, 0)]);
  expect(await test.writer.flush(at(10))).toBe(true);
  expect(test.writer.pending).toBe(0);
  expect(await allRows(test.db)).toMatchObject({ sessions: [{ joined: 0 }], heartbeat: 10 });
});

it('opens no connection while there is nothing to write', async () => {
  const open = vi.fn(() => {
    throw new Error('opened');
  });
  await using test = await prepareWriter({ open });
  expect(await test.writer.flush(null)).toBe(true);
  expect(open).not.toHaveBeenCalled();
});

it('moves the heartbeat alone, without telling anybody', async () => {
  await using test = await prepareWriter();
  const heard: string[] = [];
  await test.db.$client.listen('rollcall_changes', (payload) => heard.push(payload));
  expect(await test.writer.flush(at(10))).toBe(true);
  expect(await test.writer.flush(at(5))).toBe(true);
  expect(await allRows(test.db)).toMatchObject({ heartbeat: 10 });
  test.writer.push([stateStarted(1, 0)]);
  await test.writer.flush(null);
  await vi.waitFor(() => {
    expect(heard).toEqual(['1']);
  }, 20_000);
});

describe('while the database is away', () => {
  it('keeps everything and writes it with the true times afterwards, and says so once', async () => {
    await using test = await prepareWriter();
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
    await using test = await prepareWriter({ open });
    test.writer.push(session);
    await test.writer.flush(null);
    await test.writer.flush(null);
    expect(open).toHaveBeenCalledTimes(1);
    test.clock.now = at(1);
    await test.writer.flush(null);
    expect(open).toHaveBeenCalledTimes(2);
  });

  it('lets go of details when too much waits, but of no session that goes on', async () => {
    await using test = await prepareWriter({ room: { changes: 10, sessionBytes: 10_000 } });
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

it('keeps every session that began and ended while the database was away, however many there are', async () => {
  await using test = await prepareWriter({ room: { changes: 10, sessionBytes: 1_000_000 } });
  test.proxy.refusing = true;
  await test.writer.flush(at(1));
  test.writer.push([opened(2, BOB, 0, 'Bob'), closed(2, BOB, 0, 60, 'Bob')]);
  const joined = Array.from({ length: 200 }, (_, index) => index * 100);
  for (const second of joined) {
    test.writer.push([opened(1, ADA, second), stateStarted(1, second)]);
    test.writer.push([closed(1, ADA, second, second + 60), stateEnded(1, second, second + 60)]);
  }
  expect(test.writer.pending).toBeGreaterThanOrEqual(2 * joined.length);
  // He was on the same connection all the time: what is set aside is written before that is known.
  test.writer.push([reopened(2, BOB, 0, 19_970)]);
  test.proxy.refusing = false;
  expect(await test.writer.close(at(20_000))).toBe(true);
  const rows = await allRows(test.db);
  expect(rows.sessions.map((row): unknown[] => [row['joined'], row['left']])).toEqual([
    ...joined.map((second) => [second, second + 60]),
    [0, null],
  ]);
  expect(test.logged.filter((line) => line.includes('are lost'))).toEqual([
    'too many changes wait for the database: details are lost',
  ]);
  expect(rows.heartbeat).toBe(20_000);
});

it('writes the end of who was on before what began since, also where that is set aside', async () => {
  await using test = await prepareWriter({ room: { changes: 10, sessionBytes: 1_000_000 } });
  test.writer.push([opened(1, ADA, -100)]);
  expect(await test.writer.flush(at(-90))).toBe(true);
  test.proxy.refusing = true;
  test.proxy.cut();
  expect(await test.writer.flush(at(-80))).toBe(false);
  test.writer.push([closed(1, ADA, -100, -40)]);
  for (let from = 0; from < 4_000; from += 100) {
    test.writer.push([opened(1, ADA, from), closed(1, ADA, from, from + 60)]);
    test.writer.push([opened(1, BOB, from, 'Bob'), closed(1, BOB, from, from + 60, 'Bob')]);
  }
  test.proxy.refusing = false;
  test.clock.now = at(5_000);
  expect(await test.writer.flush(at(5_000))).toBe(true);
  expect((await allRows(test.db)).sessions).toHaveLength(81);
  expect(test.logged.filter((line) => line.includes('lost'))).toEqual([]);
});

describe('changes that the database refuses', () => {
  it('are dropped for that server only, and whoever knows its history is told', async () => {
    await using test = await prepareWriter();
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
  await using test = await prepareWriter();
  test.writer.push(session);
  expect(await test.writer.close(at(1))).toBe(true);
  await vi.waitFor(async () => {
    expect(
      await test.db.$client`
        select from pg_stat_activity where datname = current_database() and application_name like '%writer%'`,
    ).toHaveLength(0);
  }, 20_000);
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
