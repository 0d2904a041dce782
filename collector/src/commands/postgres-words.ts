import { serializeError, UserError } from '@rollcall/shared';
import postgres from 'postgres';

const NOT_THERE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'the name of the host was not found',
  EAI_AGAIN: 'the name server does not answer',
  EHOSTUNREACH: 'there is no route to it',
  ENETUNREACH: 'there is no route to it',
  ETIMEDOUT: 'no answer',
  EPIPE: 'the connection was lost',
  ENOENT: 'there is no such socket',
  EACCES: 'the connection is forbidden',
  EPERM: 'the connection is forbidden',
  CONNECT_TIMEOUT: 'no answer',
  NO_HOST: 'none of them answers, or none is what target_session_attrs asks for',
  CONNECTION_CLOSED: 'the connection was lost',
  CONNECTION_ENDED: 'the connection was lost',
  CONNECTION_DESTROYED: 'the connection was lost',
};

/** SQLSTATE of a Postgres that starts, stops or crashed. */
const NOT_NOW: readonly string[] = ['57P01', '57P02', '57P03'];

/** Whether Postgres may be there in a moment. */
export function isAway(error: unknown): boolean {
  const { code } = rootOf(error);
  return code in NOT_THERE || NOT_NOW.includes(code);
}

/**
 * Runs what needs the database; its failures come out in words for an operator.
 *
 * @throws UserError without the password in the URL, and without what a statement held.
 */
export async function withDatabaseWords<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const words = databaseWords(error, addressOf(url));
    if (words === null) throw error;
    throw new UserError(words, { cause: rootOf(error).error });
  }
}

function databaseWords(error: unknown, address: string): string | null {
  const { error: root, code } = rootOf(error);
  const notThere = NOT_THERE[code];
  if (notThere !== undefined) {
    return `cannot reach Postgres at ${address}: ${notThere}. Is it running, and is DATABASE_URL right?`;
  }
  if (!(root instanceof postgres.PostgresError)) return null;
  if (NOT_NOW.includes(code)) {
    return `Postgres at ${address} is starting or stopping (${root.message}): try again in a moment`;
  }
  switch (code) {
    case '28P01':
    case '28000':
      return `Postgres at ${address} refuses the login (${root.message}): check user and password in DATABASE_URL`;
    case '3D000':
      return `${root.message} (Postgres at ${address}): create it, or check DATABASE_URL`;
    case '42501':
      return `the role in DATABASE_URL may not do that (${root.message}): it has to be the collector's role, not the viewer's`;
    case '25006':
      return `Postgres at ${address} is read-only (${root.message}): DATABASE_URL has to name the primary`;
    case '53300':
      return `Postgres at ${address} has no connection left (${root.message}): raise max_connections or stop something`;
    default:
      return `Postgres refuses: ${root.message} (SQLSTATE ${code})`;
  }
}

/** drizzle wraps errors in ones that quote the parameters; the address families of a host each have their own. */
function rootOf(error: unknown): { readonly error: unknown; readonly code: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return rootOf(error.errors[0]);
  if (error instanceof Error && error.cause !== undefined && !hasCode(error)) {
    return rootOf(error.cause);
  }
  return { error, code: serializeError(error).code ?? '' };
}

function hasCode(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string';
}

/** Where the URL points, without user and password. */
function addressOf(url: string): string {
  const hosts = /^\w+:\/\/(?:[^/?]*@)?([^/?]*)/.exec(url)?.[1] ?? '';
  return hosts
    .split(',')
    .map((host) => host || 'localhost')
    .map((host) => (/:\d+$/.test(host) ? host : `${host}:5432`))
    .join(', ');
}
