import { closeDatabase, withDeadline, type Database, type Logger } from '@rollcall/shared';
import { GRID_MS, msUntilGrid } from '../poll/grid.ts';
import { pauseUnless } from '../poll/pause.ts';
import {
  announceRun,
  endOtherAnnouncement,
  handOver,
  readCompany,
  shareServers,
  type Company,
  type Share,
} from '../store/leases.ts';
import { openPresenceDatabase } from './presence-database.ts';

/** In company, so that others take over soon; and while Postgres is away. */
const ASK_EVERY_MS = 1_000;
/** Nobody is there to take over from: whoever comes tells so (`announceRun`), and `hurry` is called. */
const ASK_ALONE_EVERY_MS = 2_000;
const ASK_WITHIN_MS = 3_000;
/** A run that other collectors know of and that has not heard of Postgres for so long polls no more. */
const STOP_POLLING_AFTER_MS = 5_000;
/** Only then do others take over: nobody else polls these servers any more. */
export const REPLACE_AFTER_MS = 6_000;

export interface PresenceOptions {
  readonly url: string;
  readonly runId: number;
  readonly log: Logger;
  readonly monotonicMs: () => number;
  /** The time of day: it goes on while the machine sleeps, and a monotonic clock does not. */
  readonly dateMs: () => number;
  /** Called after each answer; `changed`: when runs came or went, or the connection was lost in between. */
  readonly onCompany: (changed: boolean) => void;
  /** Called once, when another run has replaced this one: it can write nothing more. */
  readonly onOver: () => void;
  /** How often Postgres is asked by who is alone. */
  readonly askAloneEveryMs?: number;
}

/**
 * That this run lives, told to all other collectors by a connection that holds a lock and is used for nothing else. Alone, a
 * collector goes on polling while Postgres is away. With others it must stop in time, since they may take over.
 */
export class Presence {
  readonly #options: PresenceOptions;
  readonly #stopped = new AbortController();
  #db: Database | null = null;
  #company: Company | null = null;
  /** When the last question was asked that Postgres has answered. */
  #heardMs = -Infinity;
  /** When this process was last seen running, by both clocks, and how often it was not for a while. */
  #awakeMs: number;
  #awakeDateMs: number;
  #sleeps = 0;
  /** Nobody else was there when Postgres last answered, and this process has not slept since. */
  #alone = false;
  #connections = 0;
  #lost = false;
  /** Who waits until it is known who is there. */
  readonly #waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] =
    [];
  #isHurried = false;
  #endPause: () => void = () => undefined;
  #keeping: Promise<void> = Promise.resolve();

  private constructor(options: PresenceOptions) {
    this.#options = options;
    this.#awakeMs = options.monotonicMs();
    this.#awakeDateMs = options.dateMs();
  }

  /** Announces the run; goes on by itself, also across outages, until `stop`. */
  static start(options: PresenceOptions): Presence {
    const presence = new Presence(options);
    presence.#keeping = presence.#keep();
    return presence;
  }

  /** Another number after each time that the connection was lost. */
  get connection(): number {
    return this.#connections;
  }

  /** The company that the run is in, while Postgres answers. */
  get company(): Company | null {
    return this.#company;
  }

  /** When the last question was asked that Postgres has answered; null if it never has. */
  get heardMs(): number | null {
    return this.#heardMs === -Infinity ? null : this.#heardMs;
  }

  /**
   * False from the moment on from which another collector may poll the same servers. To be asked more often than every few seconds:
   * by that it is noticed that the process was asleep.
   */
  mayPoll(): boolean {
    const nowMs = this.#options.monotonicMs();
    this.#notice(nowMs);
    return this.#alone || nowMs - this.#heardMs < STOP_POLLING_AFTER_MS;
  }

  /** See `shareServers`. */
  share(gone: readonly number[]): Promise<Share> {
    return this.#askInCompany((db) => shareServers(db, this.#options.runId, gone));
  }

  /** See `handOver`. */
  handOver(serverIds: readonly number[]): Promise<void> {
    return this.#askInCompany((db) => handOver(db, this.#options.runId, serverIds));
  }

  /** Somebody may have come: asks who is there without waiting. */
  hurry(): void {
    this.#isHurried = true;
    this.#endPause();
  }

  async stop(): Promise<void> {
    this.#stopped.abort(new Error('the run ends'));
    await this.#keeping;
    await this.#drop();
  }

  /** A process that was stopped for a while, or with its whole machine, knows nothing about who is there. */
  #notice(nowMs: number): void {
    const dateMs = this.#options.dateMs();
    const sleptMs = Math.max(nowMs - this.#awakeMs, dateMs - this.#awakeDateMs);
    this.#awakeMs = nowMs;
    this.#awakeDateMs = dateMs;
    if (sleptMs < STOP_POLLING_AFTER_MS) return;
    this.#sleeps += 1;
    this.#alone = false;
    this.#heardMs = Math.min(this.#heardMs, nowMs - STOP_POLLING_AFTER_MS);
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      this.#isHurried = false;
      try {
        await this.#once();
      } catch (error) {
        await this.#failed(error);
      }
      await this.#rest(signal);
    }
  }

  async #rest(signal: AbortSignal): Promise<void> {
    const { monotonicMs, askAloneEveryMs = ASK_ALONE_EVERY_MS } = this.#options;
    const nowMs = monotonicMs();
    this.#notice(nowMs);
    if (this.#isHurried) return;
    const everyMs = this.#company?.live.length === 1 ? askAloneEveryMs : ASK_EVERY_MS;
    const offer = (end: () => void) => (this.#endPause = end);
    await pauseUnless(msUntilGrid(nowMs, everyMs - GRID_MS), offer, signal);
  }

  async #once(): Promise<void> {
    const { url, runId, log, monotonicMs, onCompany, onOver } = this.#options;
    if (this.#db === null) {
      this.#db = openPresenceDatabase(url);
      const announced = await this.#ask((db) => announceRun(db, runId));
      if (!announced) await this.#ask((db) => endOtherAnnouncement(db, runId));
      if (!announced) throw new Error('an earlier connection of this run is still there');
      this.#connections += 1;
    }
    const askedMs = monotonicMs();
    this.#notice(askedMs);
    const sleeps = this.#sleeps;
    const company = await this.#ask((db) => readCompany(db, runId));
    if (company.over) {
      log.warn({ runId }, 'another collector has taken over: beginning anew');
      this.#stopped.abort(new Error('another collector has taken over'));
      onOver();
      return;
    }
    // The driver connects again by itself, and then nothing is announced.
    if (!company.announced) throw new Error('the connection was lost');
    const changed = this.#lost || String(company.live) !== String(this.#company?.live ?? []);
    this.#notice(monotonicMs());
    // An answer that waited for a process that slept tells nothing either.
    const isFresh = sleeps === this.#sleeps;
    if (isFresh) this.#heardMs = askedMs;
    this.#alone = isFresh && company.live.length === 1;
    this.#company = company;
    if (this.#lost) log.info('database is back');
    this.#lost = false;
    this.#endWaiting(null);
    onCompany(changed);
  }

  async #failed(err: unknown): Promise<void> {
    const { log } = this.#options;
    if (!this.#stopped.signal.aborted) {
      if (!this.#lost) log.warn({ err, alone: this.#alone }, 'database does not answer');
      else log.debug({ err }, 'database does not answer');
    }
    this.#lost = true;
    await this.#drop();
  }

  /** While the others do not know of this run, nor this run of them, it takes nothing and gives nothing. */
  async #askInCompany<T>(question: (db: Database) => Promise<T>): Promise<T> {
    this.#stopped.signal.throwIfAborted();
    if (this.#company === null) {
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push({ resolve, reject });
      });
    }
    return this.#ask(question);
  }

  #endWaiting(error: Error | null): void {
    for (const { resolve, reject } of this.#waiting.splice(0)) {
      if (error === null) resolve();
      else reject(error);
    }
  }

  #ask<T>(question: (db: Database) => Promise<T>): Promise<T> {
    const db = this.#db;
    if (db === null) return Promise.reject(new Error('the database is away'));
    const onTimeout = () => new Error(`no answer from Postgres within ${ASK_WITHIN_MS} ms`);
    return withDeadline(this.#stopped.signal, ASK_WITHIN_MS, onTimeout, () => question(db));
  }

  async #drop(): Promise<void> {
    const db = this.#db;
    this.#db = null;
    this.#company = null;
    this.#endWaiting(new Error('the database is away'));
    if (db !== null) await closeDatabase(db, 0);
  }
}
