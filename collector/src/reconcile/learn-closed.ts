import { historyWith } from './history-with.ts';
import type { ClosedSession, ServerHistory } from './history.ts';

/**
 * Adds what was looked up for the players in `needed`: their newest closed session on this server, null where they have none.
 * Look up only after everything reconciled so far has been written.
 */
export function learnClosed(
  history: ServerHistory,
  found: ReadonlyMap<bigint, ClosedSession | null>,
): ServerHistory {
  const closed = new Map(history.closed);
  for (const [playerId, session] of found) {
    // What this run saw meanwhile is newer than what was looked up.
    if (history.open.has(playerId) || (closed.get(playerId) ?? null) !== null) continue;
    closed.set(playerId, session);
  }
  return historyWith(history, { closed });
}
