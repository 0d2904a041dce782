import type { Logger } from '@rollcall/shared';
import type { ReachabilityStatus } from '@rollcall/shared/schema';
import type { Outcome } from '../reconcile/history.ts';

const MAX_BUGS = 10;

/** What the log says about the polls of one server: each change, not each repeat. Down for a day is two lines. */
export class PollLog {
  readonly #log: Logger;
  /** How the last poll ended, without what it saw: nothing of that is to be kept. */
  #lastStatus: ReachabilityStatus | null = null;
  #downSince: Date | null = null;
  /** Whether somebody was told, since it last answered, that the password is wrong: that does not mend itself. */
  #refusalTold = false;
  readonly #bugs = new Set<string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  turn(server: string, outcome: Outcome): void {
    const log = this.#log;
    log.debug({ server, ok: outcome.ok }, 'polled');
    if (outcome.ok) {
      this.#answers(server, outcome.at);
      return;
    }
    const { kind, detail, at } = outcome;
    const isNew = this.#lastStatus === null || this.#lastStatus === 'ok';
    if (isNew || (kind === 'auth' && !this.#refusalTold)) {
      log.warn({ server, kind, detail }, 'server does not answer');
    } else if (kind !== this.#lastStatus) {
      // One that starts again is unreachable, silent and unreachable in turn.
      log.debug({ server, kind, detail }, 'server does not answer for another reason');
    }
    this.#lastStatus = kind;
    this.#downSince ??= at;
    this.#refusalTold ||= kind === 'auth';
  }

  #answers(server: string, at: Date): void {
    const since = this.#downSince;
    this.#lastStatus = 'ok';
    this.#downSince = null;
    this.#refusalTold = false;
    if (since === null) return;
    const downSeconds = Math.max(0, Math.round((at.getTime() - since.getTime()) / 1_000));
    this.#log.info({ server, downSeconds }, 'server answers again');
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
