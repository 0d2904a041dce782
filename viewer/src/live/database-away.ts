import { UserError } from '@rollcall/shared';

/** The database cannot be asked now. The message is for people who look at a page: it names no host and no user. */
export class DatabaseAwayError extends Error {
  override readonly name = 'DatabaseAwayError';
}

/** Classes of SQLSTATE that tell of the server's state and not of a mistake in the query. */
const SERVER_STATE = new Set(['08', '28', '3D', '53', '57', '58']);

/** The error that a page shall show for a failed read: what is not known to be the database's state is a bug and stays as it is. */
export function explainFailure(error: unknown): unknown {
  if (error instanceof DatabaseAwayError) return error;
  if (error instanceof UserError) return new DatabaseAwayError(error.message, { cause: error });
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (!('code' in cause) || typeof cause.code !== 'string') continue;
    if (cause.code === '57014') {
      return new DatabaseAwayError('the database took too long to answer', { cause });
    }
    // Postgres itself has spoken. All other codes are those of sockets and of the driver: ECONNREFUSED, CONNECTION_CLOSED.
    if (cause.name === 'PostgresError' && !SERVER_STATE.has(cause.code.slice(0, 2))) return error;
    return new DatabaseAwayError('the database cannot be reached', { cause });
  }
  return error;
}
