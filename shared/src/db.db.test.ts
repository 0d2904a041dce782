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
