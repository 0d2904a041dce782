import { describe, expect, it } from 'vitest';
import { closeDatabase, openDatabase } from './db.ts';
import { grantReader, READABLE, READER_ROLE } from './reader-role.ts';
import { createTestDatabase } from './testing/database.ts';

/** What holds secrets or concerns nobody who watches. */
const PRIVATE = ['operator_command', 'server_credentials', 'server_hour_stale', 'server_lease'];

describe('grantReader', () => {
  it('grants every table that is not private, so that a new one is not forgotten', async () => {
    await using test = await createTestDatabase();
    const tables = await test.db.$client<{ name: string }[]>`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm') order by 1`;
    expect(tables.map((table) => table.name)).toEqual([...READABLE, ...PRIVATE].sort());
  });

  it('grants reading and nothing else', async () => {
    await using test = await createTestDatabase();
    const rights = await test.db.$client<{ what: string }[]>`
      select distinct privilege_type as what from information_schema.role_table_grants
      where grantee = ${READER_ROLE}`;
    expect(rights.map((right) => right.what)).toEqual(['SELECT']);
  });

  it('takes back what was granted too much', async () => {
    await using test = await createTestDatabase();
    await test.db.$client.unsafe(`grant all on server_credentials to ${READER_ROLE}`);
    expect(await grantReader(test.db)).toBeNull();
    const reader = openDatabase({ url: test.readerUrl, applicationName: 'test' });
    try {
      await expect(reader.$client`select * from server_credentials`).rejects.toThrow(
        /permission denied/,
      );
    } finally {
      await closeDatabase(reader);
    }
  });

  it('says what an administrator has to do where it may not grant', async () => {
    await using test = await createTestDatabase();
    const powerless = openDatabase({ url: test.readerUrl, applicationName: 'test' });
    try {
      expect(await grantReader(powerless)).toMatch(
        new RegExp(`create role ${READER_ROLE} nologin.*rollcall migrate`),
      );
    } finally {
      await closeDatabase(powerless);
    }
  });
});
