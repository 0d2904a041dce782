import { describe, expect, it } from 'vitest';
import { openDatabase } from '../db.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { ADA, addServer, iso } from './testing/history.ts';

const LEVELS = ['read committed', 'repeatable read', 'serializable'] as const;
type Level = (typeof LEVELS)[number];
const THINGS = [
  { what: 'server', remove: 'delete from servers where id = 1' },
  { what: 'player', remove: `delete from player where id = ${String(ADA)}` },
] as const;
/** What is not read committed goes the same way. */
const CASES = LEVELS.slice(0, 2).flatMap((level) => THINGS.map((thing) => ({ level, ...thing })));

const SESSION = `
  insert into server_player_session (server_id, player_id, joined_at, name_at_join)
  values (1, ${String(ADA)}, '${iso(0)}', 'Ada')`;
const STATE = `insert into server_state (server_id, started_at) values (1, '${iso(0)}')`;
const REACHABILITY = `insert into server_reachability (server_id, status, started_at) values (1, 'ok', '${iso(0)}')`;
const CLOSED = `update server_player_session set left_at = joined_at, end_reason = 'left'`;

/** SQLSTATE of foreign keys, and of what has to be tried again. */
const REFUSED: Record<Level, string> = {
  'read committed': '23503',
  'repeatable read': '40001',
  serializable: '40001',
};

/** A server and a player without history. */
async function prepare(): Promise<TestDatabase> {
  const test = await createTestDatabase();
  await addServer(test.db);
  await test.db.$client.unsafe(
    `insert into player values (${String(ADA)}, 'steam', null, 'Ada', now(), now())`,
  );
  return test;
}

/** A transaction that has looked at the database already; the outcome of a statement is its SQLSTATE, null where it worked. */
async function transaction({ url }: TestDatabase, level: Level) {
  const { $client: sql } = openDatabase({ url, applicationName: 'other', max: 1 });
  const [self] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  await sql.unsafe(`begin isolation level ${level}`);
  await sql`select from servers`;
  return {
    pid: self?.pid ?? 0,
    run: (statement: string) =>
      sql.unsafe(statement).then(
        () => null,
        (error: unknown) => (error as { readonly code?: string }).code ?? String(error),
      ),
    [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }),
  };
}

async function untilBlockedBy({ db }: TestDatabase, pid: number): Promise<void> {
  const blocked = () =>
    db.$client`select from pg_stat_activity where ${pid} = any(pg_blocking_pids(pid))`;
  await expect.poll(async () => (await blocked()).length, { timeout: 20_000 }).toBeGreaterThan(0);
}

/** History of a server or player that is not there. */
async function orphans({ db }: TestDatabase): Promise<number> {
  const [row] = await db.$client<{ n: number }[]>`
    select count(*)::int as n from (
      select server_id from server_player_session union all select server_id from server_state
      union all select server_id from server_reachability union all select server_id from player_server_total
    ) h where server_id not in (select id from servers)`;
  const [players] = await db.$client<{ n: number }[]>`
    select count(*)::int as n from (
      select player_id from server_player_session union all select player_id from player_server_total
    ) h where player_id not in (select id from player)`;
  return (row?.n ?? 0) + (players?.n ?? 0);
}

describe('history without a foreign key, between transactions at once', () => {
  it.each(CASES)('a $level one writes none of a $what deleted since it began', async (one) => {
    await using test = await prepare();
    await using writer = await transaction(test, one.level);
    await test.db.$client.unsafe(one.remove);
    const statements = one.what === 'server' ? [STATE, REACHABILITY, SESSION] : [SESSION];
    for (const statement of statements) {
      await writer.run('savepoint before');
      expect(await writer.run(statement)).toBe(REFUSED[one.level]);
      await writer.run('rollback to savepoint before');
    }
    expect(await writer.run('commit')).toBeNull();
    expect(await orphans(test)).toBe(0);
  });

  it.each(CASES)('a $level one writes none of a $what that is being deleted', async (one) => {
    await using test = await prepare();
    await using writer = await transaction(test, one.level);
    await using deleter = await transaction(test, 'read committed');
    expect(await deleter.run(one.remove)).toBeNull();
    const late = writer.run(SESSION);
    await untilBlockedBy(test, deleter.pid);
    expect(await deleter.run('commit')).toBeNull();
    expect(await late).toBe(REFUSED[one.level]);
    await writer.run('rollback');
    expect(await orphans(test)).toBe(0);
  });

  it.each(CASES)('deleting a $what waits for what a $level one has written', async (one) => {
    await using test = await prepare();
    await using writer = await transaction(test, one.level);
    await using deleter = await transaction(test, 'read committed');
    for (const statement of [SESSION, CLOSED, STATE]) {
      expect(await writer.run(statement)).toBeNull();
    }
    const deleted = deleter.run(one.remove);
    await untilBlockedBy(test, writer.pid);
    expect(await writer.run('commit')).toBeNull();
    // A player stays who has sessions; a server takes them along.
    expect(await deleted).toBe(one.what === 'player' ? '23503' : null);
    await deleter.run('commit');
    expect(await orphans(test)).toBe(0);
  });

  it.each(CASES)(
    'a $level one leaves nothing behind that came since it began: a $what',
    async (one) => {
      await using test = await prepare();
      await using deleter = await transaction(test, one.level);
      for (const statement of [SESSION, CLOSED, STATE]) await test.db.$client.unsafe(statement);
      const isWhole = one.level === 'read committed';
      const outcome = !isWhole ? '0A000' : one.what === 'player' ? '23503' : null;
      expect(await deleter.run(one.remove)).toBe(outcome);
      await deleter.run('commit');
      expect(await orphans(test)).toBe(0);
    },
  );

  it.each(LEVELS)('a %s one that empties the servers leaves nothing behind', async (level) => {
    await using test = await prepare();
    await using deleter = await transaction(test, level);
    for (const statement of [SESSION, CLOSED]) await test.db.$client.unsafe(statement);
    // Not what only came: the tables that have foreign keys are as they were.
    expect(await deleter.run('truncate servers cascade')).toBe(
      level === 'read committed' ? null : '0A000',
    );
    await deleter.run('commit');
    expect(await orphans(test)).toBe(0);
  });
});
