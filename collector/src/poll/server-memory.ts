import type { ReachabilityStatus } from '@rollcall/shared/schema';
import type { Change } from '../reconcile/change.ts';
import type { ClosedSession, Outcome, ServerHistory } from '../reconcile/history.ts';
import { historyWith } from '../reconcile/history-with.ts';
import { learnClosed } from '../reconcile/learn-closed.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { reconcileRemoval, reconcileSilence, watchLost } from '../reconcile/silence.ts';
import { isUnchanged, seenAgain } from '../reconcile/unchanged.ts';
import type { WatchContext } from './watch-context.ts';

/** What is known about one server, kept equal to what was seen; what changes in it is handed to the store. */
export class ServerMemory {
  readonly #context: Pick<WatchContext, 'rules' | 'push' | 'lookUp'>;
  #history: ServerHistory;
  /** The last good poll, where it told nothing new since `#history`: a new history at each poll would cost more than the poll. */
  #againMs: number | null = null;
  /** Outcomes so far. */
  #outcomes = 0;
  #lookingUp = false;

  constructor(context: Pick<WatchContext, 'rules' | 'push' | 'lookUp'>, history: ServerHistory) {
    this.#context = context;
    this.#history = history;
  }

  /** Whether the database says that this run watches it and that it answers. */
  get watched(): boolean {
    return this.#history.watched;
  }

  /** How the last poll ended, of this collector or an earlier one; null if there was none. */
  get status(): ReachabilityStatus | null {
    return this.#history.reachability?.status ?? null;
  }

  get openSessions(): number {
    return this.#history.open.size;
  }

  /** When it last answered; null if it never did. */
  get lastOkMs(): number | null {
    return this.#againMs ?? this.#history.lastOkAt?.getTime() ?? null;
  }

  /** Whether time alone can change something. */
  get isEmpty(): boolean {
    return this.#history.state === null && this.#history.open.size === 0;
  }

  /** How a poll ended. Resolves with players who have to be looked up. */
  apply(outcome: Outcome): readonly bigint[] {
    this.#outcomes += 1;
    const { rules } = this.#context;
    const lastOkMs = this.lastOkMs;
    if (outcome.ok && isUnchanged(this.#history, outcome.seen, outcome.at, rules, lastOkMs)) {
      this.#againMs = outcome.at.getTime();
      return [];
    }
    const reconciled = reconcile(this.#current(), outcome, rules);
    this.#accept(reconciled);
    return reconciled.needed;
  }

  /** Lets time pass. */
  silence(now: Date): void {
    this.#accept(reconcileSilence(this.#current(), now, this.#context.rules));
  }

  /** Another run may have watched the server since `until`: the next answer is compared as after a restart (P8). */
  suspend(until: Date): void {
    const history = this.#current();
    this.#history = historyWith(history, { lastWatchedAt: history.lastWatchedAt ?? until });
  }

  /** From now on the heartbeat of this run says nothing about the server. */
  handOver(): void {
    const history = this.#current();
    if (history.watched) this.#context.push(watchLost(history));
  }

  remove(at: Date): void {
    this.#accept(reconcileRemoval(this.#current(), at));
  }

  /**
   * Looks up players for whom `apply` has asked. Polling goes on meanwhile. Resolves with what is to be done then, which reconciles
   * the outcome again; null if that is under way already. Rejects while the database is away: the players wait for the next answer.
   */
  async lookUp(
    outcome: Outcome,
    playerIds: readonly bigint[],
  ): Promise<(() => readonly bigint[]) | null> {
    if (this.#lookingUp) return null;
    const outcomes = this.#outcomes;
    this.#lookingUp = true;
    let found: ReadonlyMap<bigint, ClosedSession | null>;
    try {
      found = await this.#context.lookUp(this.#history.serverId, playerIds);
    } finally {
      this.#lookingUp = false;
    }
    return () => {
      this.#history = learnClosed(this.#current(), found);
      // A newer answer has been compared without them: they get their sessions with the next one.
      return this.#outcomes === outcomes ? this.apply(outcome) : [];
    };
  }

  #current(): ServerHistory {
    if (this.#againMs !== null) {
      this.#history = seenAgain(this.#history, new Date(this.#againMs));
      this.#againMs = null;
    }
    return this.#history;
  }

  #accept(reconciled: { readonly history: ServerHistory; readonly changes: readonly Change[] }) {
    this.#history = reconciled.history;
    if (reconciled.changes.length > 0) this.#context.push(reconciled.changes);
  }
}
