import { describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import {
  ADA,
  addReachability,
  addServer,
  addSession,
  addStates,
  BOB,
  iso,
} from './testing/history.ts';

const REFUSED = { code: '23503' };
const NOBODY = String(BOB);
const HISTORY = [
  'server_player_session',
  'player_server_total',
  'server_state',
  'server_reachability',
] as const;

/** A server with a session of Ada's that has ended and one that goes on, a state, and an answer. */
async function watched(test: TestDatabase): Promise<number> {
  const server = await addServer(test.db);
  await addSession(test.db, server, ADA, [0, 60]);
  await addSession(test.db, server, ADA, [100, null]);
  await addStates(test.db, server, [[1, 0, null]]);
  await addReachability(test.db, server, [['ok', 0, null]]);
  return server;
}

async function counts({ db }: TestDatabase) {
  const of = HISTORY.map((table) => `(select count(*)::int from ${table}) as ${table}`).join();
  const [row] = await db.$client.unsafe<Record<string, number>[]>(`select ${of}`);
  return HISTORY.map((table) => row?.[table]);
}

/** Ends when `work` waits for what `other` holds. */
async function untilBlocked({ db }: TestDatabase, pid: number): Promise<void> {
  const blocked = () =>
    db.$client`select from pg_stat_activity where ${pid} = any(pg_blocking_pids(pid))`;
  await expect.poll(async () => (await blocked()).length, { timeout: 20_000 }).toBeGreaterThan(0);
}

describe('history without a foreign key', () => {
  it.each([
    `insert into server_state (server_id, started_at) values (99, now())`,
    `insert into server_reachability (server_id, status, started_at) values (99, 'ok', now())`,
    `insert into server_player_session (server_id, player_id, joined_at, name_at_join) values (99, ${String(ADA)}, now(), '')`,
    `insert into server_player_session (server_id, player_id, joined_at, name_at_join) values (1, ${NOBODY}, now(), '')`,
    `update server_player_session set player_id = ${NOBODY}`,
    `update server_player_session set server_id = 99`,
    `update server_state set server_id = 99`,
    `update server_reachability set server_id = 99`,
    `update servers set id = default`,
    `update player set id = ${NOBODY}`,
    `delete from player`,
  ])('refuses: %s', async (statement) => {
    await using test = await createTestDatabase();
    await watched(test);
    await expect(test.db.$client.unsafe(statement)).rejects.toMatchObject(REFUSED);
  });

  it('goes with its server, and with no other', async () => {
    await using test = await createTestDatabase();
    const server = await watched(test);
    await watched(test);
    await test.db.$client`delete from servers where id = ${server}`;
    expect(await counts(test)).toEqual([2, 1, 1, 1]);
    await test.db.$client`truncate servers cascade`;
    expect(await counts(test)).toEqual([0, 0, 0, 0]);
  });

  it('lets a player go who has no session any more, with what was summed up', async () => {
    await using test = await createTestDatabase();
    await watched(test);
    await test.db.$client`delete from server_player_session`;
    await test.db.$client`delete from player`;
    expect(await counts(test)).toEqual([0, 0, 1, 1]);
  });

  it('may be moved to another server and player by hand', async () => {
    await using test = await createTestDatabase();
    await watched(test);
    const other = await addServer(test.db);
    await test.db
      .$client`insert into player values (${NOBODY}, 'steam', null, 'Bob', now(), now())`;
    await test.db
      .$client`update server_player_session set server_id = ${other}, player_id = ${NOBODY}`;
    // Counted where they are now; what was counted before stays, as nothing.
    expect(await counts(test)).toEqual([2, 2, 1, 1]);
  });

  it.each([
    { what: 'a server', remove: 'delete from servers where id = 1' },
    { what: 'a player', remove: `delete from player where id = ${String(ADA)}` },
  ])('is not written while $what is being deleted', async ({ remove }) => {
    await using test = await createTestDatabase();
    await addServer(test.db);
    await test.db
      .$client`insert into player values (${String(ADA)}, 'steam', null, 'Ada', now(), now())`;
    const other = await test.db.$client.reserve();
    const [self] = await other<{ pid: number }[]>`select pg_backend_pid() as pid`;
    await other`begin`;
    await other.unsafe(remove);
    const late = test.db.$client`
      insert into server_player_session (server_id, player_id, joined_at, name_at_join)
      values (1, ${String(ADA)}, ${iso(0)}, 'Ada')`.then(
      () => null,
      (error: unknown) => error,
    );
    await untilBlocked(test, self?.pid ?? 0);
    await other`commit`;
    other.release();
    expect(await late).toMatchObject(REFUSED);
  });
});
