import { closeDatabase, withDeadline, type Database } from '@rollcall/shared';
import postgres from 'postgres';

/** A connection whose other end has vanished does not fail by itself. */
const ANSWER_WITHIN_MS = 15_000;

/** Connections for single questions, which never hang. */
export class Reads {
  readonly #open: () => Database;
  #db: Database | null = null;

  constructor(open: () => Database) {
    this.#open = open;
  }

  /** The result of `work`; rejects when it takes too long, and with the reason of `signal`. */
  async ask<T>(work: (db: Database) => Promise<T>, signal: AbortSignal): Promise<T> {
    const db = (this.#db ??= this.#open());
    const onTimeout = () => new Error('the database does not answer');
    try {
      return await withDeadline(signal, ANSWER_WITHIN_MS, onTimeout, () => work(db));
    } catch (error) {
      if (!isAnswer(error)) await this.#replace(db);
      throw error;
    }
  }

  async close(graceMs: number): Promise<void> {
    const db = this.#db;
    this.#db = null;
    if (db !== null) await closeDatabase(db, graceMs);
  }

  /** After a connection was lost the driver may keep a query for ever: none of the connections is used again. */
  async #replace(db: Database): Promise<void> {
    if (this.#db === db) this.#db = null;
    await closeDatabase(db, 0);
  }
}

/** Whether Postgres refused the question: then the connection is as good as before, unless it says that it ends (class 57). */
function isAnswer(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof postgres.PostgresError && !cause.code.startsWith('57');
}
