import { closeDatabase, withDeadline, type Database, type Logger } from '@rollcall/shared';
import type { Change } from '../reconcile/change.ts';
import { foldChanges } from './batch.ts';
import { isRunOver } from './leases.ts';
import { parcelOf, partsOf, type Parcel } from './parcel.ts';
import { PendingChanges, ROOM, type Room } from './pending-changes.ts';
import { RecentBatches } from './recent-batches.ts';
import { isTooSlow, ownerOf } from './refusal.ts';
import { writeBatch, writeHeartbeat } from './write-batch.ts';

export interface WriterOptions {
  /** Opens a connection for the writer alone; called again after each failure. See `openWriterDatabase`. */
  readonly open: (onClose: () => void) => Database;
  readonly runId: number;
  readonly log: Logger;
  readonly monotonicMs: () => number;
  /** The database refused changes of this server for their content, and they are lost: its history has to be loaded again. */
  readonly onRefused: (serverId: number) => void;
  /**
   * Nothing more is written: another collector has replaced this run, and what was not written by then is lost, or the database has
   * lost what was written before.
   */
  readonly onOver: () => void;
  /** For what waits while the database is away. */
  readonly room?: Room;
  /** How long one attempt may take before its connection is given up. */
  readonly attemptTimeoutMs?: number;
}

interface Outage {
  readonly sinceMs: number;
  readonly failures: number;
  readonly retryAtMs: number;
}

const MAX_CHANGES_A_BATCH = 20_000;
const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 5_000;

/** The only one that writes what was seen. Keeps it while the database is away, and writes it with the true times after. */
export class Writer {
  readonly #options: Required<WriterOptions>;
  readonly #pending: PendingChanges;
  #parcels: readonly Parcel[] = [];
  /** How many changes Postgres gets done in time, as far as is known. */
  #atMost = MAX_CHANGES_A_BATCH;
  #heartbeat: Date | null = null;
  #db: Database | null = null;
  #lastNumber = 0;
  readonly #recent: RecentBatches;
  /** Whether a connection has ended since it was last seen what is in the database. */
  #mayHaveLost = false;
  /** Whether the database was found to lack what nobody remembers: what is known of the servers is not what is stored. */
  #hasGap = false;
  #outage: Outage | null = null;
  #running: Promise<boolean> | null = null;
  #heartbeatWritten = new Date(0);
  #isOver = false;
  readonly #never = new AbortController().signal;

  constructor(options: WriterOptions) {
    this.#options = { room: ROOM, attemptTimeoutMs: 40_000, ...options };
    this.#pending = new PendingChanges(this.#options.room, options.log);
    this.#recent = new RecentBatches(options.runId, options.log);
  }

  /** How many changes wait to be written. */
  get pending(): number {
    return this.#parcels.reduce((sum, parcel) => sum + parcel.changes.length, this.#pending.count);
  }

  /** Takes over changes, in the order in which they happened; `flush` writes them. */
  push(changes: readonly Change[]): void {
    if (!this.#isOver) this.#pending.push(changes);
  }

  /**
   * Writes what was pushed before, and the heartbeat with it. `heartbeatAt` is null while it is not due; then nothing at all is
   * written if nothing was pushed. Never throws: what fails is kept, and the next call after a while tries again.
   *
   * @returns whether all of it is in the database.
   */
  async flush(heartbeatAt: Date | null): Promise<boolean> {
    if (this.#isOver) return false;
    // The newest, also where the clock was set back: see `heartbeatMark`.
    this.#heartbeat = heartbeatAt ?? this.#heartbeat;
    if (this.#running !== null) return this.#running;
    if (this.#options.monotonicMs() < (this.#outage?.retryAtMs ?? 0)) return false;
    this.#running = this.#attempt().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Writes what is left, tries once more even if the database was away, and closes the connection. */
  async close(heartbeatAt: Date | null): Promise<boolean> {
    await this.#running;
    this.#outage = this.#outage && { ...this.#outage, retryAtMs: 0 };
    const written = await this.flush(heartbeatAt);
    await this.#disconnect();
    return written;
  }

  async #attempt(): Promise<boolean> {
    // Together: what is pushed from now on is not what the heartbeat tells of.
    const asked = this.#heartbeat;
    let rest = this.#pending.count;
    try {
      if (this.#mayHaveLost) await this.#writeLost();
      // Whose end is lost was seen no longer than the heartbeat tells that is stored.
      const heartbeat = this.#hasGap ? null : asked;
      const isAhead = heartbeat !== null && heartbeat > this.#heartbeatWritten;
      for (;;) {
        rest = Math.min(rest, this.#pending.count);
        if (this.#parcels.length === 0) {
          if (rest <= 0) break;
          const changes = this.#pending.take(Math.min(rest, this.#atMost));
          rest -= changes.length;
          this.#parcels = [parcelOf(changes)];
        }
        const isLast = this.#parcels.length === 1 && rest <= 0;
        await this.#writeFirstParcel(isLast && isAhead ? heartbeat : null);
      }
      if (heartbeat !== null && this.#heartbeatWritten.getTime() !== heartbeat.getTime()) {
        await this.#withConnection((db) => writeHeartbeat(db, this.#options.runId, heartbeat));
        this.#heartbeatWritten = heartbeat;
      }
    } catch (error) {
      await this.#failed(error);
      return false;
    }
    if (this.#hasGap) {
      await this.#ended('Postgres has lost more than is remembered: beginning anew');
      return true;
    }
    if (this.#heartbeat === asked) this.#heartbeat = null;
    this.#recent.forget(this.#options.monotonicMs());
    this.#succeeded();
    return true;
  }

  async #writeLost(): Promise<void> {
    this.#mayHaveLost = false;
    try {
      const nowMs = this.#options.monotonicMs();
      if (!(await this.#withConnection((db) => this.#recent.restore(db, nowMs)))) {
        this.#hasGap = true;
      }
    } catch (error) {
      this.#mayHaveLost = true;
      throw error;
    }
  }

  async #writeFirstParcel(heartbeatAt: Date | null): Promise<void> {
    const [parcel, ...others] = this.#parcels;
    if (parcel === undefined) return;
    parcel.attempted ??= { number: ++this.#lastNumber, batch: foldChanges(parcel.changes) };
    const { runId } = this.#options;
    const numbered = { runId, heartbeatAt, ...parcel.attempted };
    try {
      const written = await this.#withConnection((db) => writeBatch(db, numbered));
      if (written && heartbeatAt !== null) this.#heartbeatWritten = heartbeatAt;
      this.#parcels = others;
      this.#recent.keep(parcel.attempted, parcel.changes.length, this.#options.monotonicMs());
    } catch (error) {
      const parts = partsOf(parcel, error);
      if (parts === null) throw error;
      this.#parcels = [...parts, ...others];
      if (isTooSlow(error)) this.#atMost = Math.ceil(parcel.changes.length / 2);
      else if (parts.length === 0) this.#refused(parcel.changes, error);
    }
  }

  /** All of one server, or names only. Newer changes of the server stand on those that are lost. */
  #refused(changes: readonly Change[], err: unknown): void {
    const [first] = changes;
    const serverId = first === undefined ? null : ownerOf(first);
    const { log, onRefused } = this.#options;
    log.error(
      { serverId, changes: changes.length, err },
      'the database refuses what was seen: it is lost',
    );
    if (serverId === null) return;
    this.#pending.keepIf((change) => ownerOf(change) !== serverId);
    onRefused(serverId);
  }

  #withConnection<Result>(work: (db: Database) => Promise<Result>): Promise<Result> {
    const { attemptTimeoutMs, open } = this.#options;
    const db = (this.#db ??= open(() => {
      this.#mayHaveLost = true;
    }));
    const onTimeout = () => new Error(`no answer from the database within ${attemptTimeoutMs} ms`);
    return withDeadline(this.#never, attemptTimeoutMs, onTimeout, () => work(db));
  }

  /** A connection that failed is never used again: nothing that is left of the attempt can get into the next one. */
  async #failed(err: unknown): Promise<void> {
    if (isRunOver(err)) {
      await this.#ended('another collector has taken over: nothing more is written');
      return;
    }
    const nowMs = this.#options.monotonicMs();
    const failures = (this.#outage?.failures ?? 0) + 1;
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), MAX_RETRY_MS);
    if (this.#outage === null) {
      this.#options.log.warn(
        { err, kept: this.pending },
        'the database takes no changes: they are kept',
      );
    }
    const sinceMs = this.#outage?.sinceMs ?? nowMs;
    this.#outage = { sinceMs, failures, retryAtMs: nowMs + delayMs };
    await this.#disconnect();
  }

  /** Whoever comes after this run compares what is stored with what it sees: what comes later would contradict it. */
  async #ended(message: string): Promise<void> {
    const { log, onOver } = this.#options;
    log.warn({ lost: this.pending }, message);
    this.#isOver = true;
    this.#pending.clear();
    this.#parcels = [];
    await this.#disconnect();
    onOver();
  }

  #succeeded(): void {
    this.#pending.relieved();
    this.#atMost = MAX_CHANGES_A_BATCH;
    if (this.#outage === null) return;
    const awayMs = Math.round(this.#options.monotonicMs() - this.#outage.sinceMs);
    this.#options.log.info({ awayMs }, 'the database takes changes again');
    this.#outage = null;
  }

  async #disconnect(): Promise<void> {
    const db = this.#db;
    this.#db = null;
    if (db !== null) await closeDatabase(db, 0);
  }
}
