import { describe, expect, it } from 'vitest';
import { closeDatabase, openDatabase } from '../db.ts';
import { CALLABLE } from '../reader-role.ts';
import { createTestDatabase } from '../testing/database.ts';

interface FunctionRow {
  readonly name: string;
  readonly volatility: string;
  readonly parallel: string;
  readonly comment: string | null;
}

describe('the functions people call', () => {
  it('are all granted, safe on a hot standby and in parallel plans, and explained', async () => {
    await using test = await createTestDatabase();
    const rows = await test.db.$client<FunctionRow[]>`
      select proname as name, provolatile as volatility, proparallel as parallel,
             obj_description(oid, 'pg_proc') as comment
      from pg_proc
      where pronamespace = 'public'::regnamespace and proname not like 'rollcall\\_%'
      order by 1`;
    expect(rows.map((row) => row.name)).toEqual([...CALLABLE]);
    for (const row of rows) {
      expect(['s', 'i'], row.name).toContain(row.volatility);
      expect(row.parallel, row.name).toBe('s');
      expect(row.comment, row.name).toMatch(/\w{3}.*\.$/s);
    }
  });

  it('answer the viewer’s role also where nobody may call functions by default', async () => {
    await using test = await createTestDatabase();
    await test.db.$client`revoke execute on all functions in schema public from public`;
    const session = { default_transaction_read_only: 'on', search_path: 'pg_temp' };
    const reader = openDatabase({ url: test.readerUrl, applicationName: 'test', session });
    try {
      for (const call of [
        `steam_id_64('[U:1:1]')`,
        'server_last_seen(1)',
        `find_names('crone')`,
        'playtime(1)',
        `reachability(1, now() - interval '1 day')`,
        `outages(1, now() - interval '1 day')`,
        `concurrency(1, now() - interval '1 day')`,
        `uptime(1, now() - interval '1 day')`,
        'who_was_online(1, now())',
        `map_hours('{1}', now() - interval '1 day', now())`,
        `player_hours('{1}', now() - interval '1 day', now())`,
      ]) {
        const query = `select * from public.${call}`;
        await expect(reader.$client.unsafe(query), call).resolves.toBeDefined();
      }
      await expect(reader.$client`select public.rollcall_remove_server(1, now())`).rejects.toThrow(
        /permission denied/,
      );
    } finally {
      await closeDatabase(reader);
    }
  });
});

it('explains every view and each of its columns', async () => {
  await using test = await createTestDatabase();
  const silent = await test.db.$client`
    select c.relname, a.attname
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
      and (obj_description(c.oid, 'pg_class') is null or col_description(c.oid, a.attnum) is null)`;
  expect([...silent]).toEqual([]);
});

it('compiles no function whose costs say that it is dear when it is not', async () => {
  await using test = await createTestDatabase();
  // Until Postgres 18 a plan without a way that is switched off costs ten thousand million, and would be compiled each time.
  const compiled = await test.db.$client`
    select proname from pg_proc
    where array_to_string(proconfig, ' ') like '%enable\\_%' and not 'jit=off' = any(proconfig)`;
  expect([...compiled]).toEqual([]);
});
