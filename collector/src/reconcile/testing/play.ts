import type { Outcome, ServerHistory } from '../history.ts';
import { emptyHistory } from '../empty-history.ts';
import { learnClosed } from '../learn-closed.ts';
import { reconcile } from '../reconcile.ts';
import { reconcileSilence } from '../silence.ts';
import { RULES } from './scene.ts';
import { Tables } from './tables.ts';
import { World, type Connection, type WorldKind } from './world.ts';

export const INTERVAL_MS = 5_000;

export interface Move {
  readonly type: 'join' | 'leave' | 'rejoin' | 'rename';
  readonly player: number;
  /** After the beginning of the tick. */
  readonly afterMs: number;
  readonly pendingMs: number;
}

export type Fault =
  | { readonly type: 'none' }
  | { readonly type: 'lost poll' }
  | { readonly type: 'truncated'; readonly drop: number }
  | { readonly type: 'outage'; readonly polls: number }
  | { readonly type: 'map change'; readonly blinkMs: number; readonly counted: boolean }
  | { readonly type: 'server restart'; readonly downMs: number }
  /** The heartbeat is up to an interval older or newer than the last poll. */
  | {
      readonly type: 'collector away';
      readonly awayMs: number;
      readonly heartbeatMs: number;
      readonly closedWindowMs: number;
    };

/** What happens in one interval; the poll is at its end. */
export interface Tick {
  readonly moves: readonly Move[];
  readonly fault: Fault;
  readonly latencyMs: number;
}

/** One poll as the collector saw it, and whom it showed with an id. */
export interface Poll {
  /** When the server answered, and when the answer was there. */
  readonly askedAt: number;
  readonly outcome: Outcome;
  readonly shown: readonly { readonly connection: Connection; readonly name: string }[];
}

const CALM: Tick = { moves: [], fault: { type: 'none' }, latencyMs: 100 };

/** A world polled by a collector that comes and goes; all it gives is applied to the tables. */
export class Play {
  readonly world: World;
  readonly tables = new Tables();
  readonly polls: Poll[] = [];
  #now = Date.UTC(2026, 10, 21, 12);
  #history: ServerHistory | null;
  #runId = 1;
  #loadWith = 0;
  #awayUntil = 0;
  #outageUntil = 0;

  constructor(kind: WorldKind) {
    this.world = new World(kind);
    this.#history = emptyHistory(1, new Date(this.#now));
  }

  run(ticks: readonly Tick[]): this {
    for (const tick of ticks) this.#tick(tick);
    // Until everything is up and known again, and everybody has been seen once more.
    for (let calm = 0; calm < 2; calm = this.#isSettled() ? calm + 1 : 0) this.#tick(CALM);
    return this;
  }

  #tick({ moves, fault, latencyMs }: Tick): void {
    const begin = this.#now;
    this.#now += INTERVAL_MS;
    this.#strike(fault, begin);
    const inOrder = [...moves].sort((first, second) => first.afterMs - second.afterMs);
    for (const move of inOrder) this.#move(move, begin + move.afterMs);
    if (this.#now < this.#awayUntil) return;
    this.#history ??= this.tables.load(new Date(this.#now), this.#runId, this.#loadWith);

    const { world } = this;
    const askedAt = this.#now;
    if (fault.type === 'lost poll' || askedAt < this.#outageUntil || !world.isUp(askedAt)) {
      const at = new Date(askedAt + 2_000);
      const kind = world.isUp(askedAt) ? 'timeout' : 'unreachable';
      this.#take(askedAt, { ok: false, at, kind, detail: kind }, []);
    } else {
      const drop = fault.type === 'truncated' ? fault.drop : null;
      const { seen, shown } = world.answer(askedAt, drop);
      this.#take(askedAt, { ok: true, at: new Date(askedAt + latencyMs), seen }, shown);
    }
  }

  #strike(fault: Fault, now: number): void {
    switch (fault.type) {
      case 'map change':
        this.world.changeMap(now + 1_500, fault.blinkMs, fault.counted);
        break;
      case 'server restart':
        this.world.restart(now + 500, fault.downMs);
        break;
      case 'outage':
        this.#outageUntil = now + (fault.polls + 1) * INTERVAL_MS;
        break;
      case 'collector away':
        this.#stopCollector(fault, now);
        break;
      case 'none':
      case 'lost poll':
      case 'truncated':
        break;
    }
  }

  /**
   * Only after an answer that showed everybody: the database does not tell when each player was last seen, so whoever was hidden
   * then and rejoins unseen is a case that nobody can decide.
   */
  #stopCollector(fault: Extract<Fault, { type: 'collector away' }>, now: number): void {
    const last = this.polls.findLast((poll) => poll.outcome.ok);
    if (this.#history === null || last?.outcome.ok !== true) return;
    const { seen } = last.outcome;
    if (!seen.complete || this.world.isHiding(last.askedAt)) return;
    const polledAt = this.polls.at(-1)?.outcome.at.getTime() ?? now;
    const heartbeat = Math.min(polledAt + fault.heartbeatMs, now + INTERVAL_MS - 1);
    this.tables.heartbeats.set(this.#runId, new Date(heartbeat));
    this.#runId += 1;
    this.#history = null;
    this.#awayUntil = now + fault.awayMs;
    this.#loadWith = fault.closedWindowMs;
  }

  #move({ type, player, pendingMs }: Move, now: number): void {
    if (type === 'leave' || type === 'rejoin') this.world.leave(player, now);
    if (type === 'join' || type === 'rejoin') this.world.join(player, now + 300, pendingMs);
    if (type === 'rename') this.world.rename(player, now);
  }

  #take(askedAt: number, outcome: Outcome, shown: readonly Connection[]): void {
    for (const connection of shown) {
      connection.seen ??= { clockStart: connection.clockStart, last: askedAt };
      connection.seen.last = askedAt;
    }
    const named = shown.map((connection) => ({ connection, name: connection.name }));
    this.polls.push({ askedAt, outcome, shown: named });
    const needed = this.#reconcile(outcome);
    if (needed.length > 0) {
      const found = new Map(needed.map((id) => [id, this.tables.newestClosed(id)]));
      this.#history = learnClosed(this.#historyNow(), found);
      this.#reconcile(outcome);
    }
    const silence = reconcileSilence(this.#historyNow(), outcome.at, RULES);
    this.tables.apply(silence.changes, this.#runId);
    this.#history = silence.history;
  }

  #reconcile(outcome: Outcome): readonly bigint[] {
    const { history, changes, needed } = reconcile(this.#historyNow(), outcome, RULES);
    this.tables.apply(changes, this.#runId);
    this.#history = history;
    return needed;
  }

  #historyNow(): ServerHistory {
    if (this.#history === null) throw new Error('no collector is there');
    return this.#history;
  }

  #isSettled(): boolean {
    const last = this.polls.at(-1);
    return (
      last?.askedAt === this.#now &&
      last.outcome.ok &&
      !this.world.isHiding(this.#now) &&
      this.world.online().every((one) => one.idKnownAt <= this.#now)
    );
  }
}
