import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import * as schema from './schema/tables.ts';

export type Schema = typeof schema;
export type Database = PostgresJsDatabase<Schema> & { readonly $client: postgres.Sql };

export interface DatabaseOptions {
  readonly url: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Connections at most. */
  readonly max?: number;
  /** Postgres settings of each session, for example `{ synchronous_commit: 'off' }`. */
  readonly session?: Readonly<Record<string, string>>;
}

/** A pool of connections that opens them when they are needed; close it with `closeDatabase`. */
export function openDatabase(options: DatabaseOptions): Database {
  const client = postgres(options.url, {
    max: options.max ?? 4,
    connect_timeout: 5,
    connection: { application_name: options.applicationName, ...options.session },
    onnotice: () => undefined,
  });
  return drizzle(client, { schema });
}

/** Ends the pool; queries under way get `graceMs` to finish. */
export async function closeDatabase(db: Database, graceMs = 2_000): Promise<void> {
  await db.$client.end({ timeout: graceMs / 1_000 });
}
