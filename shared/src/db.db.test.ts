import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { closeDatabase, openDatabase } from './db.ts';
import { createTestDatabase } from './testing/database.ts';

it('names itself to Postgres and carries its settings into every session', async () => {
  await using test = await createTestDatabase();
  const db = openDatabase({
    url: test.url,
    applicationName: 'rollcall run',
    session: { synchronous_commit: 'off' },
  });
  const [row] = await db.execute(
    sql`select current_setting('application_name') as name, current_setting('synchronous_commit') as mode, current_setting('jit') as jit`,
  );
  expect(row).toEqual({ name: 'rollcall run', mode: 'off', jit: 'off' });
  await closeDatabase(db);
});

it('reads times as they are, however Postgres was told to show them', async () => {
  await using test = await createTestDatabase();
  const name = test.db.$client(new URL(test.url).pathname.slice(1));
  // The fifth of November, which would read as the eleventh of May.
  await test.db.$client`alter database ${name} set datestyle = 'SQL, DMY'`;
  await test.db.$client`alter database ${name} set timezone = 'Asia/Kolkata'`;
  await test.db.$client`alter database ${name} set intervalstyle = 'iso_8601'`;
  const db = openDatabase({ url: test.url, applicationName: 'test' });
  const [row] = await db.$client<{ at: string; lasted: string }[]>`
    select '2026-11-05T20:00:00Z'::timestamptz as at, interval '1 hour' as lasted`;
  expect(new Date(row?.at ?? '').toISOString()).toBe('2026-11-05T20:00:00.000Z');
  expect(row?.lasted).toBe('01:00:00');
  await closeDatabase(db);
});

it('closes within its grace while a query hangs', async () => {
  await using test = await createTestDatabase();
  const db = openDatabase({ url: test.url, applicationName: 'test' });
  const hanging = db.$client`select pg_sleep(60)`.then(
    () => 'ended',
    () => 'cut off',
  );
  await closeDatabase(db, 50);
  expect(await hanging).toBe('cut off');
});
