import postgres from 'postgres';
import { describe, expect, it } from 'vitest';
import { closeDatabase, openDatabase } from './db.ts';
import { migrate, requireCurrentSchema } from './migrate.ts';
import { createEmptyDatabase, createTestDatabase } from './testing/database.ts';

async function schemaProblem(url: string): Promise<unknown> {
  const db = openDatabase({ url, applicationName: 'test' });
  try {
    await requireCurrentSchema(db);
    return null;
  } catch (error) {
    return error;
  } finally {
    await closeDatabase(db);
  }
}

async function execute(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  await sql.unsafe(statement);
  await sql.end();
}

describe('migrate', () => {
  it('refuses a database that cannot hold every name, and says how to make one that can', async () => {
    const ascii = "encoding 'SQL_ASCII' locale 'C' locale_provider libc template template0";
    await using database = await createEmptyDatabase(ascii);
    await expect(migrate(database.url)).rejects.toThrow(
      `the database has the encoding SQL_ASCII, and names of players need UTF8: make one by "create database … encoding 'UTF8' template template0"`,
    );
  });

  it('is safe to run several times at once: each migration is applied by one of them', async () => {
    await using database = await createEmptyDatabase();
    const results = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)));
    const applied = results.map((result) => result.applied).sort((a, b) => a - b);
    expect(applied.slice(0, 3)).toEqual([0, 0, 0]);
    expect(applied[3]).toBeGreaterThan(0);
    expect(results.map((result) => result.roleProblem)).toEqual([null, null, null, null]);
    expect(await schemaProblem(database.url)).toBeNull();
    expect((await migrate(database.url)).applied).toBe(0);
  });

  it('lets the viewer’s role read what it shows, but no password, and write nothing', async () => {
    await using test = await createTestDatabase();
    const reader = openDatabase({ url: test.readerUrl, applicationName: 'test' });
    try {
      await requireCurrentSchema(reader);
      expect(await reader.$client`select * from server_live_state`).toEqual([]);
      await expect(reader.$client`select * from server_credentials`).rejects.toThrow(
        /permission denied/,
      );
      await expect(reader.$client`delete from server_state`).rejects.toThrow(/permission denied/);
    } finally {
      await closeDatabase(reader);
    }
  });
});

describe('requireCurrentSchema', () => {
  it('sends the operator of an empty database to rollcall migrate', async () => {
    await using database = await createEmptyDatabase();
    expect(String(await schemaProblem(database.url))).toMatch(
      /has no Rollcall tables yet: run "rollcall migrate" first/,
    );
  });

  it('refuses an older schema', async () => {
    await using test = await createTestDatabase();
    await execute(
      test.url,
      'delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations)',
    );
    expect(String(await schemaProblem(test.url))).toMatch(/is older than this version of Rollcall/);
  });

  it('refuses a newer schema, and so does migrate', async () => {
    await using test = await createTestDatabase();
    await execute(
      test.url,
      `insert into drizzle.__drizzle_migrations (hash, created_at) values ('of the future', 9999999999999)`,
    );
    expect(String(await schemaProblem(test.url))).toMatch(/is newer than this version of Rollcall/);
    await expect(migrate(test.url)).rejects.toThrow(/is newer than this version of Rollcall/);
  });
});
