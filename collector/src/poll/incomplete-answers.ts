import type { Change } from '../reconcile/change.ts';
import type { Outcome } from '../reconcile/history.ts';

/** Between two writes of one server's count: some servers count players they never list, for years. */
export const COUNT_WRITE_INTERVAL_MS = 600_000;

/** Counts the answers of one server whose roster did not account for everybody (P9): the first is told at once, others together. */
export class IncompleteAnswers {
  #count = 0;
  #lastAt = new Date(0);
  #toldAtMs: number | null = null;

  /** What is to be written after a poll, if anything. */
  after(serverId: number, outcome: Outcome): Change | null {
    if (outcome.ok && !outcome.seen.complete) {
      this.#count += 1;
      this.#lastAt = outcome.at;
    }
    return this.#count === 0 ? null : this.#tell(serverId, outcome.at.getTime());
  }

  #tell(serverId: number, nowMs: number): Change | null {
    // A clock that was set back must not silence it for ever.
    const waitedMs = this.#toldAtMs === null ? Infinity : Math.abs(nowMs - this.#toldAtMs);
    if (waitedMs < COUNT_WRITE_INTERVAL_MS) return null;
    this.#toldAtMs = nowMs;
    const [count, lastAt] = [this.#count, this.#lastAt];
    this.#count = 0;
    return { type: 'answers-incomplete', serverId, count, lastAt };
  }
}
