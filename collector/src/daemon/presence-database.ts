import { openDatabase, type Database } from '@rollcall/shared';

/** Postgres ends it soon when nobody asks any more: a collector that hangs, or a machine that has vanished, must not stay announced. */
export function openPresenceDatabase(url: string): Database {
  return openDatabase({
    url,
    applicationName: 'rollcall collector, presence',
    max: 1,
    lasting: true,
    session: {
      idle_session_timeout: '7000',
      statement_timeout: '2500',
      lock_timeout: '2000',
    },
  });
}
