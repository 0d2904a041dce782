import { plusMs } from './clock.ts';
import { historyWith } from './history-with.ts';
import type { ClosedSession, ServerHistory } from './history.ts';

/** How long a closed session is kept in memory at least, and how much longer before they are looked through. */
const KEEP_CLOSED_MS = 2 * 3_600_000;
const PRUNE_INTERVAL_MS = 600_000;

/** More than any server has in two hours: a server that invents players must not fill the memory. */
const MAX_CLOSED = 2_000;

/** The newest closed session of each player, copied when the first of them changes. */
export class ClosedSessions {
  readonly #before: ServerHistory['closed'];
  #copy: Map<bigint, ClosedSession | null> | null = null;

  constructor(before: ServerHistory['closed']) {
    this.#before = before;
  }

  get entries(): ServerHistory['closed'] {
    return this.#copy ?? this.#before;
  }

  get(playerId: bigint): ClosedSession | null {
    return this.entries.get(playerId) ?? null;
  }

  put(session: ClosedSession): void {
    this.#copy ??= new Map(this.#before);
    this.#copy.set(session.playerId, session);
  }

  drop(playerId: bigint): void {
    if (!this.entries.has(playerId)) return;
    this.#copy ??= new Map(this.#before);
    this.#copy.delete(playerId);
  }
}

export function isPruneDue({ closed, closedSince }: ServerHistory, now: Date): boolean {
  const keptMs = now.getTime() - closedSince.getTime();
  return keptMs > KEEP_CLOSED_MS + PRUNE_INTERVAL_MS || closed.size > MAX_CLOSED;
}

/** Forgets closed sessions older than two hours; who is not there any more is looked up when they come back. */
export function pruned(history: ServerHistory, now: Date): ServerHistory {
  if (!isPruneDue(history, now)) return history;
  const sinceMs = history.closedSince.getTime();
  let closedSince = new Date(Math.max(sinceMs, now.getTime() - KEEP_CLOSED_MS));
  const kept: ClosedSession[] = [];
  for (const session of history.closed.values()) {
    if (session !== null && session.leftAt >= closedSince) kept.push(session);
  }
  if (kept.length > MAX_CLOSED / 2) {
    kept.sort((first, second) => first.leftAt.getTime() - second.leftAt.getTime());
    const [newestForgotten] = kept.splice(0, kept.length - MAX_CLOSED / 2).slice(-1);
    if (newestForgotten !== undefined) closedSince = plusMs(newestForgotten.leftAt, 1);
  }
  return historyWith(history, {
    closed: new Map(kept.map((session) => [session.playerId, session])),
    closedSince,
  });
}
