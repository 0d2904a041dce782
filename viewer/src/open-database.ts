import { openDatabase, type Database } from '@rollcall/shared';

const SESSION = {
  // Read only, and no query for longer than this, whatever rights the role has.
  default_transaction_read_only: 'on',
  statement_timeout: '4000',
  // No page reads more than a few thousand rows: compiling its plan takes a second and more, and starting helpers longer than the look.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
} as const;

/** The database as pages read it. */
export const openViewerDatabase = (url: string, max: number): Database =>
  preparing(openDatabase({ url, applicationName: 'rollcall viewer', max, session: SESSION }));

/**
 * The database with what drizzle asks of it prepared, once a connection, as what is asked in plain SQL is anyway: pages ask the same
 * few questions over and over, and drizzle would have each described, in a round trip of its own, and planned each time.
 */
export function preparing(db: Database): Database {
  const client = db.$client;
  const unsafe = client.unsafe.bind(client);
  client.unsafe = (query, parameters, options) =>
    unsafe(query, parameters, { ...options, prepare: true });
  return db;
}
