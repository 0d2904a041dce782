import { withDeadline, type Logger } from '@rollcall/shared';
import postgres from 'postgres';
import { pause } from '../poll/pause.ts';
import { unlessAborted } from './keep-trying.ts';

/** Any number: it only has to be the same in every collector, and another one than that of `migrate`. */
const COLLECTOR_LOCK = 7_265_651_002;
const TRY_EVERY_MS = 1_000;
const CHECK_EVERY_ROUNDS = 5;
const QUERY_TIMEOUT_MS = 5_000;

/**
 * The right to poll the fleet and to write its history: an advisory lock, held by a connection of its own. While Postgres is away
 * nobody can have it, so polling goes on without writing, and the lease is taken again when Postgres is back.
 */
export class Lease {
  readonly #url: string;
  readonly #log: Logger;
  readonly #taken = new AbortController();
  readonly #released = new AbortController();
  #client: postgres.Sql | null = null;
  #held = false;
  /** The Postgres process that held the lock for this lease last. */
  #pid: number | null = null;
  #keeping: Promise<void> = Promise.resolve();

  private constructor(url: string, log: Logger) {
    this.#url = url;
    this.#log = log;
  }

  /** Waits as a stand-by until no other collector works on the database. Rejects with the reason of `signal`. */
  static async acquire(url: string, log: Logger, signal: AbortSignal): Promise<Lease> {
    const lease = new Lease(url, log);
    try {
      await unlessAborted(lease.#queue(signal), signal);
    } catch (error) {
      await lease.release();
      throw error;
    }
    lease.#keeping = lease.#keep();
    return lease;
  }

  /** Whether writing is allowed now. */
  get held(): boolean {
    return this.#held;
  }

  /** Aborts when another collector has taken over. */
  get taken(): AbortSignal {
    return this.#taken.signal;
  }

  async release(): Promise<void> {
    this.#released.abort();
    await this.#drop();
    await this.#keeping;
  }

  async #queue(signal: AbortSignal): Promise<void> {
    for (let standingBy = false; ;) {
      signal.throwIfAborted();
      const outcome = await this.#try();
      if (outcome === 'held') {
        if (standingBy) this.#log.info('the other collector has gone: taking over');
        return;
      }
      if (outcome === 'taken' && !standingBy) {
        standingBy = true;
        this.#log.info('another collector works on this database: standing by');
      }
      await pause(TRY_EVERY_MS, signal);
    }
  }

  async #keep(): Promise<void> {
    for (let round = 1; !this.#over; round += 1) {
      if (!this.#held) await this.#regain();
      else if (round % CHECK_EVERY_ROUNDS === 0) await this.#check();
      await pause(TRY_EVERY_MS, this.#released.signal);
    }
  }

  get #over(): boolean {
    return this.#released.signal.aborted || this.#taken.signal.aborted;
  }

  async #regain(): Promise<void> {
    const outcome = await this.#try();
    if (this.#over || outcome === 'away') return;
    if (outcome === 'held') {
      this.#log.info('database is back: writing goes on');
      return;
    }
    this.#log.warn('another collector has taken over: polling stops here');
    this.#taken.abort(new Error('another collector has taken over'));
  }

  /** A connection whose other end has vanished does not say so by itself. */
  async #check(): Promise<void> {
    const client = this.#client;
    try {
      if (client !== null) await this.#answer(() => client`select 1`);
    } catch (error) {
      if (this.#over) return;
      if (this.#held)
        this.#log.warn({ err: error }, 'database does not answer: nothing is written');
      await this.#drop();
    }
  }

  async #try(): Promise<'held' | 'taken' | 'away'> {
    await this.#drop();
    const client = this.#connect();
    this.#client = client;
    try {
      const [row] = await this.#answer(
        () => client<{ got: boolean; pid: number }[]>`
          select pg_try_advisory_lock(${COLLECTOR_LOCK}) as got, pg_backend_pid() as pid`,
      );
      this.#held = row?.got === true && this.#client === client;
      if (row !== undefined && this.#held) this.#pid = row.pid;
      return this.#held ? 'held' : await this.#endLeftover(client);
    } catch (error) {
      this.#log.debug({ err: error }, 'no connection for the lock');
      return 'away';
    }
  }

  /** After an outage our own connection of before may still hold the lock, because Postgres has not noticed its end yet. */
  async #endLeftover(client: postgres.Sql): Promise<'taken' | 'away'> {
    const pid = this.#pid;
    if (pid === null) return 'taken';
    const ended = await this.#answer(
      () => client`
        select pg_terminate_backend(pid) from pg_locks
        where locktype = 'advisory' and granted and pid = ${pid}
          and (classid::bigint << 32 | objid::bigint) = ${COLLECTOR_LOCK}
          and database = (select oid from pg_database where datname = current_database())`,
    );
    return ended.length > 0 ? 'away' : 'taken';
  }

  #connect(): postgres.Sql {
    const client: postgres.Sql = postgres(this.#url, {
      max: 1,
      connect_timeout: 5,
      // The lock lives as long as this connection: it must not be renewed.
      max_lifetime: null,
      idle_timeout: 0,
      fetch_types: false,
      connection: {
        application_name: 'rollcall collector lock',
        // So that Postgres lets go of the lock of a machine that has vanished.
        tcp_keepalives_idle: 10,
        tcp_keepalives_interval: 5,
        tcp_keepalives_count: 3,
      },
      onnotice: () => undefined,
      onclose: () => {
        if (this.#client !== client || !this.#held) return;
        this.#held = false;
        if (!this.#released.signal.aborted)
          this.#log.warn('database connection lost: nothing is written');
      },
    });
    return client;
  }

  #answer<T>(query: () => Promise<T>): Promise<T> {
    const onTimeout = () => new Error(`no answer from Postgres within ${QUERY_TIMEOUT_MS} ms`);
    return withDeadline(this.#released.signal, QUERY_TIMEOUT_MS, onTimeout, query);
  }

  async #drop(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    this.#held = false;
    await client?.end({ timeout: 0 });
  }
}
