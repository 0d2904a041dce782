import { openDatabase, type Database } from '@rollcall/shared';

/**
 * One connection for the writer alone. It does not wait for the disk: what a crash of Postgres loses within a moment can be read from
 * the servers again, and the writer writes it again. Nothing that it does can hang for ever.
 */
export function openWriterDatabase(url: string, onClose?: () => void): Database {
  return openDatabase({
    url,
    applicationName: 'rollcall collector, writer',
    max: 1,
    ...(onClose === undefined ? {} : { onClose }),
    session: {
      synchronous_commit: 'off',
      statement_timeout: '30000',
      lock_timeout: '10000',
    },
  });
}
