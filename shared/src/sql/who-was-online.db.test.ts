import { describe, expect, it } from 'vitest';
import type { Database } from '../db.ts';
import { createTestDatabase } from '../testing/database.ts';
import {
  ADA,
  addRun,
  addServer,
  addSession,
  addStates,
  addWatch,
  BOB,
  EVE,
  iso,
} from './testing/history.ts';

const DAY = 86_400;

/** The names of those who were on, in the order in which they joined. */
async function online(db: Database, serverId: number, seconds: number): Promise<string[]> {
  const rows = await db.$client<{ name: string }[]>`
    select name from who_was_online(${serverId}, ${iso(seconds)}) order by joined_at, name`;
  return rows.map((row) => row.name);
}

describe('who_was_online', () => {
  it('counts the instant of joining and not the instant of leaving', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addSession(test.db, id, ADA, [100, 200], 'Ada');
    await addSession(test.db, id, BOB, [200, 300], 'Bob');
    await addSession(test.db, id, EVE, [250, 250], 'Eve');
    const who = [99.999, 100, 199.999, 200, 250, 299.999, 300].map((s) => online(test.db, id, s));
    expect(await Promise.all(who)).toEqual([[], ['Ada'], ['Ada'], ['Bob'], ['Bob'], ['Bob'], []]);
  });

  it('tells each session as it is stored, and those of the server asked for only', async () => {
    await using test = await createTestDatabase();
    const [id, other] = [await addServer(test.db), await addServer(test.db)];
    await addSession(test.db, id, ADA, [100, 200], 'Ada');
    await addSession(test.db, other, BOB, [100, 200], 'Bob');
    const rows = await test.db.$client`select * from who_was_online(${id}, ${iso(150)})`;
    const stored = await test.db.$client`
      select id as session_id, player_id, name_at_join as name, joined_at, left_at
      from server_player_session where server_id = ${id}`;
    expect([...rows]).toEqual([...stored]);
  });

  it.each([
    ['exactly a day, seen at its beginning', [0, DAY], 0],
    ['just over a day, seen at its beginning', [0, DAY + 0.001], 0],
    ['a week, seen in its first hour', [0, 7 * DAY], 3_600],
    ['a week, seen in its last hour', [0, 7 * DAY], 7 * DAY - 3_600],
    ['a week, seen a day before its end', [0, 7 * DAY], 6 * DAY],
  ] as const)('finds a session of %s, once', async (_, session, seconds) => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addSession(test.db, id, ADA, session, 'Ada');
    expect(await online(test.db, id, seconds)).toEqual(['Ada']);
  });

  it('knows of open sessions until the server was last seen, and no longer', async () => {
    await using test = await createTestDatabase();
    const [up, down] = [await addServer(test.db), await addServer(test.db)];
    const runId = await addRun(test.db, 0, 1_000);
    await addWatch(test.db, up, runId);
    await addWatch(test.db, down, runId, 700);
    for (const id of [up, down]) await addSession(test.db, id, ADA, [100, null], 'Ada');
    const who = (id: number) =>
      Promise.all([99, 100, 699, 700, 999, 1_000].map((s) => online(test.db, id, s)));
    expect(await who(up)).toEqual([[], ['Ada'], ['Ada'], ['Ada'], ['Ada'], []]);
    expect(await who(down)).toEqual([[], ['Ada'], ['Ada'], [], [], []]);
  });

  it('believes a state that is newer than the heartbeat', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addWatch(test.db, id, await addRun(test.db, 0, 1_000));
    await addStates(test.db, id, [[1, 1_004, null]]);
    await addSession(test.db, id, ADA, [100, null], 'Ada');
    expect(await online(test.db, id, 1_003)).toEqual(['Ada']);
    expect(await online(test.db, id, 1_004)).toEqual([]);
  });

  it('knows nobody on a server that never answered, that there is not, or at no time', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addSession(test.db, id, ADA, [100, null], 'Ada');
    expect(await online(test.db, id, 200)).toEqual([]);
    expect(await online(test.db, 99, 200)).toEqual([]);
    for (const time of [null, 'infinity', '-infinity']) {
      const rows = await test.db.$client`select * from who_was_online(${id}, ${time})`;
      expect([...rows]).toEqual([]);
    }
  });

  it('still knows who was on a server that has been removed', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db, { enabled: false });
    await addSession(test.db, id, ADA, [100, 200], 'Ada');
    await test.db.$client`update servers set removed_at = ${iso(300)} where id = ${id}`;
    expect(await online(test.db, id, 150)).toEqual(['Ada']);
  });
});
