import type { Change } from '../../collector/src/reconcile/change.ts';
import type { Outcome } from '../../collector/src/reconcile/history.ts';
import { Tables } from '../../collector/src/reconcile/testing/tables.ts';
import type { Connection } from '../../collector/src/reconcile/testing/world.ts';

/** Somebody whom an answer showed with an id, as the answer showed them. */
export interface Shown {
  readonly connection: Connection;
  readonly name: string;
  readonly clockStart: number;
  readonly ping: number;
}

/** How one poll ended. */
export interface Poll {
  readonly serverId: number;
  readonly runId: number;
  /** When the server told what it told; the answer was there at `outcome.at`. */
  readonly askedAt: number;
  readonly outcome: Outcome;
  readonly shown: readonly Shown[];
  /** Whether what it showed has been written: what a killed collector had not written is lost. */
  written: boolean;
  /** Who was shown, but whose earlier sessions could not be looked up: they wait for another poll. */
  readonly waiting: Set<bigint>;
}

/** The time in which a collector ran. */
export interface Run {
  readonly id: number;
  readonly startedAt: number;
  endedAt: number | null;
}

/** What collectors saw and wrote; `tables` hold per server what the database must hold. */
export class Journal {
  readonly polls: Poll[] = [];
  readonly runs: Run[] = [];
  readonly tables = new Map<number, Tables>();
  /** The mark of the last heartbeat that was certainly written. */
  heartbeat: { readonly runId: number; readonly at: Date } | null = null;
  #unwritten: { readonly changes: readonly Change[]; readonly polls: readonly Poll[] }[] = [];
  #writtenCount = 0;

  constructor(serverIds: readonly number[]) {
    for (const id of serverIds) this.tables.set(id, new Tables());
  }

  polled(poll: Poll): void {
    this.polls.push(poll);
    this.#unwritten.push({ changes: [], polls: [poll] });
  }

  pushed(changes: readonly Change[]): void {
    this.#unwritten.push({ changes, polls: [] });
  }

  /** How much there was so far. */
  get end(): number {
    return this.#writtenCount + this.#unwritten.length;
  }

  /** Everything up to `end` has been written; gives the changes that had not been before. */
  wrote(end: number, runId: number): readonly Change[] {
    const entries = this.#unwritten.splice(0, Math.max(0, end - this.#writtenCount));
    this.#writtenCount += entries.length;
    const changes = entries.flatMap((entry) => entry.changes);
    for (const poll of entries.flatMap((entry) => entry.polls)) poll.written = true;
    for (const [serverId, tables] of this.tables) {
      tables.apply(
        changes.filter((change) => change.type === 'name-seen' || change.serverId === serverId),
        runId,
      );
    }
    return changes;
  }

  /** The collector is gone, and with it what waited. */
  lost(): void {
    this.#unwritten = [];
  }
}
