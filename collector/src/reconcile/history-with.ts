import type { ServerHistory } from './history.ts';

/**
 * `history` with a part of it changed; a field that is given as undefined is kept, but for `allSeen`, which is as given or gone. Always
 * the same fields in the same order: an object made by spreading what somebody else spread is of a kind of its own to V8, and reading
 * it at each poll cost as much as the comparison.
 */
export function historyWith(
  history: ServerHistory,
  change: { readonly [Key in keyof ServerHistory]?: ServerHistory[Key] | undefined },
): ServerHistory {
  const { state, lastOkAt, reachability, lastWatchedAt } = change;
  return {
    serverId: history.serverId,
    state: state === undefined ? history.state : state,
    lastOkAt: lastOkAt === undefined ? history.lastOkAt : lastOkAt,
    open: change.open ?? history.open,
    allSeen: 'allSeen' in change ? change.allSeen : history.allSeen,
    closed: change.closed ?? history.closed,
    closedSince: change.closedSince ?? history.closedSince,
    reachability: reachability === undefined ? history.reachability : reachability,
    watched: change.watched ?? history.watched,
    lastWatchedAt: lastWatchedAt === undefined ? history.lastWatchedAt : lastWatchedAt,
    map: change.map ?? history.map,
  };
}
