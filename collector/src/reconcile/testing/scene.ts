import type { Observation, RosterEntry } from '../../observation.ts';
import type { Change } from '../change.ts';
import { emptyHistory } from '../empty-history.ts';
import type { Outcome, Reconciled, Rules, ServerHistory } from '../history.ts';
import { reconcile } from '../reconcile.ts';
import { reconcileRemoval, reconcileSilence } from '../silence.ts';
import { Tables } from './tables.ts';

export const RULES: Rules = { staleMs: 30_000, stuckMs: 60_000 };

const NOON = Date.UTC(2026, 10, 21, 12);

/** A time of a scene, in seconds after its beginning. */
export function at(seconds: number): Date {
  return new Date(NOON + seconds * 1_000);
}

/** Seconds after the beginning of a scene. */
export function secondsOf(time: Date | null): number | null {
  return time === null ? null : (time.getTime() - NOON) / 1_000;
}

/** Somebody an answer shows; `id` is short for a SteamID64. */
export function player(
  id: number | null,
  connectedSeconds: number | null,
  more: Partial<RosterEntry> = {},
): RosterEntry {
  return {
    playerId: id === null ? null : playerId(id),
    name: `player ${String(id)}`,
    connectedSeconds,
    ping: null,
    userId: null,
    ...more,
  };
}

export function playerId(id: number): bigint {
  return 76_561_197_960_265_728n + BigInt(id);
}

/** A complete answer. */
export function answer(
  roster: readonly RosterEntry[],
  more: Partial<Observation> = {},
): Observation {
  return {
    map: 'c1m1_hotel',
    players: roster.length,
    maxPlayers: 8,
    bots: 0,
    hibernating: false,
    complete: true,
    roster,
    ...more,
  };
}

/** One server, polled step by step; everything it gives is applied to tables that refuse what the database would refuse. */
export class Scene {
  readonly tables = new Tables();
  history: ServerHistory = emptyHistory(1, at(-200 * 86_400));
  changes: readonly Change[] = [];
  needed: readonly bigint[] = [];
  rules: Rules = RULES;
  runId = 1;

  /** A good answer, `seconds` after the beginning. */
  sees(seconds: number, roster: readonly RosterEntry[], more: Partial<Observation> = {}): this {
    return this.outcome({ ok: true, at: at(seconds), seen: answer(roster, more) });
  }

  fails(
    seconds: number,
    kind: Exclude<Outcome, { ok: true }>['kind'] = 'timeout',
    detail = 'no answer within 2000 ms',
  ): this {
    return this.outcome({ ok: false, at: at(seconds), kind, detail });
  }

  outcome(outcome: Outcome): this {
    return this.#take(reconcile(this.history, outcome, this.rules));
  }

  silence(seconds: number): this {
    return this.#take(reconcileSilence(this.history, at(seconds), this.rules));
  }

  removed(seconds: number): this {
    return this.#take(reconcileRemoval(this.history, at(seconds)));
  }

  /** The collector ended with its last heartbeat at `heartbeat`, and another run loads what is stored at `seconds`. */
  restarts(heartbeat: number, seconds: number): this {
    this.tables.heartbeats.set(this.runId, at(heartbeat));
    this.runId += 1;
    this.history = this.tables.load(at(seconds), this.runId);
    this.changes = [];
    return this;
  }

  /** `[player, joined, left, reason]` of every session, by the time it began; times in seconds after the beginning. */
  get sessions(): (readonly [number, number | null, number | null, string | null])[] {
    return this.tables.sessions
      .map(
        (row) =>
          [
            Number(row.playerId - playerId(0)),
            secondsOf(row.joinedAt),
            secondsOf(row.leftAt),
            row.reason,
          ] as const,
      )
      .sort((first, second) => (first[1] ?? 0) - (second[1] ?? 0) || first[0] - second[0]);
  }

  /** `[players, map, started, ended]` of every state. */
  get states() {
    return this.tables.states.map(
      ({ value, startedAt, endedAt }) =>
        [value.players, value.map, secondsOf(startedAt), secondsOf(endedAt)] as const,
    );
  }

  /** `[status, started, ended]` of every reachability row. */
  get reachability() {
    return this.tables.reachability.map(
      ({ value, startedAt, endedAt }) => [value, secondsOf(startedAt), secondsOf(endedAt)] as const,
    );
  }

  /** The types of what the last step changed. */
  get changed(): string[] {
    return this.changes.map((change) => change.type);
  }

  #take(reconciled: Reconciled): this {
    this.history = reconciled.history;
    this.changes = reconciled.changes;
    this.needed = reconciled.needed;
    this.tables.apply(reconciled.changes, this.runId);
    return this;
  }
}
