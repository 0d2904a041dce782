import type { Database } from '@rollcall/shared';
import * as schema from '@rollcall/shared/schema';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';

export interface Cost {
  /** Rows that were read from tables, in functions as well. */
  readonly rows: number;
  /** Tables that were read whole. */
  readonly whole: readonly string[];
}

/** What the database reads to answer a question, as it counts itself. */
export async function costOf(
  url: string,
  question: (db: Database) => Promise<unknown>,
): Promise<Cost> {
  // One connection, so that the transaction holds whatever is asked.
  const client = postgres(url, { max: 1, fetch_types: false, onnotice: () => undefined });
  try {
    await client.unsafe('begin');
    await question(drizzle(client, { schema }));
    const tables = await client<{ name: string; scans: number; rows: number }[]>`
      select relname as name, seq_scan::int as scans,
             (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows
      from pg_stat_xact_user_tables where schemaname = 'public'`;
    await client.unsafe('rollback');
    return {
      rows: tables.reduce((sum, { rows }) => sum + rows, 0),
      whole: tables.filter(({ scans }) => scans > 0).map(({ name }) => name),
    };
  } finally {
    await client.end();
  }
}
