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
  openDatabase({ url, applicationName: 'rollcall viewer', max, session: SESSION });
