import { closeDatabase, openDatabase, requireCurrentSchema, type Database } from '@rollcall/shared';
import { withDatabaseWords } from './postgres-words.ts';

/** Opens the database for one command, refuses a schema of another version, and closes it whatever happens. */
export async function withDatabase<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  return withDatabaseWords(url, async () => {
    const db = openDatabase({ url, applicationName: 'rollcall command', max: 1 });
    try {
      await requireCurrentSchema(db);
      return await work(db);
    } finally {
      await closeDatabase(db);
    }
  });
}

/** Any number that nothing else locks: not that of `migrate`, and none of a collector's, which holds its own for days. */
const REGISTRY_LOCK = 7_265_651_003;

/**
 * The same in one transaction, alone among all commands that edit the registry: all of it happens or nothing.
 *
 * The session itself is read-only, so that a statement fails which the driver would send on a new connection, outside of the
 * transaction that went down with the old one; for the same reason "and chain" ends it, which fails where there is none.
 */
export async function editRegistry<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  return withDatabaseWords(url, async () => {
    const db = openDatabase({
      url,
      applicationName: 'rollcall command',
      max: 1,
      session: { default_transaction_read_only: 'on', statement_timeout: '30000' },
    });
    try {
      await requireCurrentSchema(db);
      await db.$client`begin read write`;
      await db.$client`select pg_advisory_xact_lock(${REGISTRY_LOCK})`;
      const result = await work(db);
      await db.$client`commit and chain`;
      return result;
    } finally {
      // Closing the connection rolls back what was not committed.
      await closeDatabase(db);
    }
  });
}
