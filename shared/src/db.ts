import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { withDeadline } from './deadline.ts';
import { HostsInTurn } from './hosts-in-turn.ts';
import * as schema from './schema/tables.ts';

export type Schema = typeof schema;
export type Database = PostgresJsDatabase<Schema> & { readonly $client: postgres.Sql };

export interface DatabaseOptions {
  readonly url: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Connections at most. */
  readonly max?: number;
  /** A connection that was not used for so long is closed; left out, never. */
  readonly idleTimeoutSeconds?: number;
  /** True for a connection that holds a lock: it is not replaced after a while by a new one. */
  readonly lasting?: boolean;
  /** Called whenever a connection has ended. */
  readonly onClose?: () => void;
  /** Postgres settings of each session, for example `{ synchronous_commit: 'off' }`. */
  readonly session?: Readonly<Record<string, string>>;
}

/**
 * A pool of connections that opens them when they are needed; close it with `closeDatabase`. Arrays are passed as literals:
 * `any(${'{1,2}'}::int[])`. What outlives a broken connection must not use `begin`, `transaction` or `reserve`: on a connection that
 * breaks in the middle the driver throws where nobody can catch it (porsager/postgres#1208).
 */
export function openDatabase(options: DatabaseOptions): Database {
  const hosts = hasSeveralHosts(options.url) ? new HostsInTurn() : null;
  const client = postgres(options.url, {
    ...(hosts === null ? {} : { socket: hosts.socket }),
    max: options.max ?? 4,
    connect_timeout: 5,
    idle_timeout: options.idleTimeoutSeconds ?? 0,
    ...(options.lasting === true ? { max_lifetime: null } : {}),
    // The driver would wait up to 20 s before it connects again.
    backoff: (attempts: number) => Math.min(2 ** attempts / 20, 2),
    // The query for the types of arrays ends the process when its connection breaks (porsager/postgres#1192).
    fetch_types: false,
    // Our statements are short, and some are planned at costs that say "never": to compile them would take longer than to run them.
    connection: {
      application_name: options.applicationName,
      jit: 'off',
      // Times come as texts: an operator may have told Postgres to show the fifth of November as 05/11, which reads as a day in May.
      DateStyle: 'ISO',
      IntervalStyle: 'postgres',
      // What waits for another one must see what that has written, also where Postgres was told otherwise for all.
      default_transaction_isolation: 'read committed',
      ...options.session,
    },
    onnotice: () => undefined,
    ...(options.onClose === undefined ? {} : { onclose: options.onClose }),
  });
  if (hosts !== null) severalHosts.set(client, hosts);
  return drizzle(client, { schema });
}

const severalHosts = new WeakMap<postgres.Sql, HostsInTurn>();

function hasSeveralHosts(url: string): boolean {
  return /^\w+:\/\/(?:[^/?]*@)?[^/?]*,/.test(url);
}

/**
 * Connects where the URL names several hosts: the driver would try one after the other for as long as none will do. What is wrong with
 * a single one it tells by itself.
 *
 * @throws an error with the code NO_HOST after `withinMs`.
 */
export async function reachDatabase(db: Database, withinMs = 15_000): Promise<void> {
  if (!severalHosts.has(db.$client)) return;
  const never = new AbortController().signal;
  const late = () => Object.assign(new Error('no host will do'), { code: 'NO_HOST' });
  await withDeadline(never, withinMs, late, () => db.$client`select 1`);
}

/** Ends the pool; queries under way get `graceMs` to finish. */
export async function closeDatabase(db: Database, graceMs = 2_000): Promise<void> {
  severalHosts.get(db.$client)?.stop();
  await db.$client.end({ timeout: graceMs / 1_000 });
}
