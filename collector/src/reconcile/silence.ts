import type { Change } from './change.ts';
import { elapsedMs } from './clock.ts';
import { historyWith } from './history-with.ts';
import type { Reconciled, Rules, ServerHistory } from './history.ts';
import { endReachability, statusKnownUntil } from './reachability.ts';
import { serverTime } from './server-time.ts';
import { closeAll } from './sessions.ts';
import { endState } from './state.ts';
import { withTimesSeen } from './unchanged.ts';

/**
 * What must change because time passes while a server is not polled or does not answer: its state ends when it was last seen
 * (S2), and so do its sessions once it has been silent for `stuckMs` (P7). Waits for the first outcome of this run, which tells
 * whether the server is there at all.
 */
export function reconcileSilence(history: ServerHistory, now: Date, rules: Rules): Reconciled {
  if (history.lastWatchedAt !== null) return { history, changes: [], needed: [] };
  return silent(history, serverTime(history, now), rules);
}

/** What must change when a server is removed from the registry or disabled: everything ends when it was last seen. */
export function reconcileRemoval(removed: ServerHistory, at: Date): Reconciled {
  const history = withTimesSeen(removed);
  const now = serverTime(history, at);
  const { changes: closing, ...sessions } = closeAll(history, 'server_removed', now);
  const status = history.reachability?.status;
  const changes: Change[] = [
    ...(status === undefined
      ? []
      : endReachability(history, statusKnownUntil(history, status, now), now)),
    ...watchLost(history),
    ...endState(history, history.lastOkAt, now),
    ...closing,
  ];
  return {
    history: historyWith(history, {
      ...sessions,
      state: null,
      reachability: null,
      watched: false,
      lastWatchedAt: null,
    }),
    changes,
    needed: [],
  };
}

/** S2 and P7 for a server that has not answered since `lastOkAt`. */
export function silent(before: ServerHistory, now: Date, rules: Rules): Reconciled {
  const silentMs = elapsedMs(before.lastOkAt, now);
  const stale = before.state !== null && silentMs > rules.staleMs;
  const stuck = before.open.size > 0 && silentMs >= rules.stuckMs;
  if (!stale && !stuck) return { history: before, changes: [], needed: [] };
  const history = withTimesSeen(before);

  // Whether the server was there while no collector was is not known, so the server is not to blame.
  const awayMs = history.lastWatchedAt === null ? 0 : elapsedMs(history.lastWatchedAt, now);
  const reason = awayMs >= rules.stuckMs ? 'collector_gap' : 'unreachable';
  const state = stale ? endState(history, history.lastOkAt, now) : [];
  if (!stuck) {
    return { history: historyWith(history, { state: null }), changes: state, needed: [] };
  }
  const { changes, ...sessions } = closeAll(history, reason, now);
  return {
    history: historyWith(history, { ...sessions, state: stale ? null : history.state }),
    changes: [...state, ...changes],
    needed: [],
  };
}

/** The server was last seen at `lastOkAt`; nothing where it never was. */
export function watchLost(history: ServerHistory): Change[] {
  return history.lastOkAt === null
    ? []
    : [{ type: 'watch-lost', serverId: history.serverId, lastOkAt: history.lastOkAt }];
}
