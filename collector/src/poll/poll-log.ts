import type { Logger } from '@rollcall/shared';
import type { ReachabilityStatus } from '@rollcall/shared/schema';
import type { Outcome } from '../reconcile/history.ts';

const MAX_BUGS = 10;

/** What the log says about the polls of one server: each change, not each repeat. */
export class PollLog {
  readonly #log: Logger;
  /** How the last poll ended, without what it saw: nothing of that is to be kept. */
  #lastStatus: ReachabilityStatus | null = null;
  readonly #bugs = new Set<string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  turn(server: string, outcome: Outcome): void {
    const log = this.#log;
    const before = this.#lastStatus;
    log.debug({ server, ok: outcome.ok }, 'polled');
    if (outcome.ok) {
      this.#lastStatus = 'ok';
      if (before !== null && before !== 'ok') log.info({ server }, 'server answers again');
      return;
    }
    const { kind, detail } = outcome;
    this.#lastStatus = kind;
    if (before !== kind) log.warn({ server, kind, detail }, 'server does not answer');
  }

  /** A bug in the handling of one server must neither end the daemon nor fill the log. */
  bug(server: string, error: unknown): void {
    const kind = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (this.#bugs.has(kind) || this.#bugs.size >= MAX_BUGS) return;
    this.#bugs.add(kind);
    this.#log.error({ server, err: error }, 'bug in a poll');
  }

  lookUpFailed(server: string, err: unknown): void {
    this.#log.debug({ server, err }, 'look-up failed');
  }
}
