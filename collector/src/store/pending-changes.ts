import type { Logger } from '@rollcall/shared';
import type { Change } from '../reconcile/change.ts';
import { PackedChanges } from './packed-changes.ts';
import { shed } from './shed.ts';

export interface Room {
  /** How many changes may wait as they are. */
  readonly changes: number;
  /** For the sessions beyond, packed: about sixty bytes each. */
  readonly sessionBytes: number;
}

/** A million sessions: what 500 full servers see in a week, 5,000 in most of a day. */
export const ROOM: Room = { changes: 200_000, sessionBytes: 64 * 1_024 * 1_024 };

/** What waits to be written, in bounded memory. Where it gets too much, details of states go first; sessions survive. */
export class PendingChanges {
  readonly #room: Room;
  readonly #log: Logger;
  readonly #packed: PackedChanges;
  #changes: Change[] = [];
  #shedAbove: number;
  readonly #said = new Set<string>();

  constructor(room: Room, log: Logger) {
    this.#room = room;
    this.#log = log;
    this.#packed = new PackedChanges(room.sessionBytes);
    this.#shedAbove = room.changes;
  }

  get count(): number {
    return this.#packed.count + this.#changes.length;
  }

  push(changes: readonly Change[]): void {
    for (const change of changes) this.#changes.push(change);
    if (this.#changes.length > this.#shedAbove) this.#shed();
  }

  /** The next changes to be written, which then wait here no more: about `atMost`, none if there are none. */
  take(atMost: number): readonly Change[] {
    const taken: Change[] = [];
    while (taken.length < atMost) {
      const pack = this.#packed.take();
      if (pack === null) break;
      for (const change of pack) taken.push(change);
    }
    return taken.length > 0 ? taken : this.#changes.splice(0, atMost);
  }

  /** Leaves out what does not hold; sessions that are over stay. */
  keepIf(holds: (change: Change) => boolean): void {
    this.#changes = this.#changes.filter(holds);
  }

  clear(): void {
    this.#changes = [];
    this.#packed.clear();
  }

  /** Everything is as it should be again: the next time that something is lost is worth a word. */
  relieved(): void {
    if (this.#changes.length <= this.#room.changes) this.#shedAbove = this.#room.changes;
    this.#said.clear();
  }

  #shed(): void {
    const before = this.#changes.length;
    const { kept, finished } = shed(this.#changes, Math.floor(this.#room.changes * 0.9));
    this.#changes = [...kept];
    this.#shedAbove = Math.max(this.#room.changes, Math.ceil(kept.length * 1.1));
    const lost = this.#packed.add(finished);
    if (kept.length + finished.length < before) {
      this.#sayOnce('too many changes wait for the database: details are lost');
    }
    if (lost > 0) this.#sayOnce('too many changes wait for the database: sessions are lost');
  }

  #sayOnce(message: string): void {
    if (this.#said.has(message)) return;
    this.#said.add(message);
    this.#log.warn({ kept: this.count }, message);
  }
}
