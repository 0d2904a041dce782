import { closeDatabase, openDatabase, type Database } from '@rollcall/shared';

/** A connection of its own, on which nothing may take long or wait long for what others hold. */
function openRetentionDatabase(url: string): Database {
  return openDatabase({
    url,
    applicationName: 'rollcall retention',
    max: 1,
    session: {
      synchronous_commit: 'off',
      statement_timeout: '10000',
      lock_timeout: '500',
      // A slice of the history is small: starting helpers for it costs more than it saves.
      max_parallel_workers_per_gather: '0',
    },
  });
}

/** Does `work` on such a connection, which is closed at once when `signal` aborts: what is under way then fails. */
export async function withRetentionDatabase(
  url: string,
  signal: AbortSignal,
  work: (db: Database) => Promise<void>,
): Promise<void> {
  signal.throwIfAborted();
  const db = openRetentionDatabase(url);
  const onAbort = () => void closeDatabase(db, 0);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await work(db);
  } finally {
    signal.removeEventListener('abort', onAbort);
    await closeDatabase(db, 0);
  }
}
