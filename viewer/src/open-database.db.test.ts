import { closeDatabase } from '@rollcall/shared';
import { createTestDatabase } from '@rollcall/shared/testing';
import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { openViewerDatabase } from './open-database.ts';

it('reads only, with every query bounded, and neither compiles plans nor starts helpers for them', async () => {
  await using test = await createTestDatabase();
  const db = openViewerDatabase(test.readerUrl, 1);
  const [settings] = await db.$client`
    select current_setting('transaction_read_only') as read_only, current_setting('statement_timeout') as timeout,
           current_setting('jit') as jit, current_setting('max_parallel_workers_per_gather') as helpers`;
  await closeDatabase(db);
  expect(settings).toEqual({ read_only: 'on', timeout: '4s', jit: 'off', helpers: '0' });
});

it('prepares what it asks with values, once a connection', async () => {
  await using test = await createTestDatabase();
  const db = openViewerDatabase(test.readerUrl, 1);
  for (const n of [1, 2, 3]) await db.execute(sql`select ${n}::int as asked_of`);
  const kept = await db.$client`
    select statement, generic_plans + custom_plans as times from pg_prepared_statements where statement like '%asked_of%'
      and statement not like '%pg_prepared_statements%'`;
  await closeDatabase(db);
  expect([...kept]).toEqual([{ statement: 'select $1::int as asked_of', times: '3' }]);
});
