import type { ServerHistory } from './history.ts';

/** The history of a server that nothing is stored about. */
export function emptyHistory(serverId: number, now: Date): ServerHistory {
  return {
    serverId,
    state: null,
    lastOkAt: null,
    open: new Map(),
    closed: new Map(),
    closedSince: now,
    reachability: null,
    watched: false,
    lastWatchedAt: null,
  };
}
