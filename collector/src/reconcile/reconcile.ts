import type { Observation } from '../observation.ts';
import { pruned } from './closed-sessions.ts';
import { historyWith } from './history-with.ts';
import type { OpenSession, Outcome, Reconciled, Rules, ServerHistory } from './history.ts';
import { reconcileReachability } from './reachability.ts';
import { serverTime } from './server-time.ts';
import { reconcileSessions } from './sessions.ts';
import { silent, watchLost } from './silence.ts';
import { mapName, reconcileState } from './state.ts';
import { isUnchanged, seenAgain, withTimesSeen } from './unchanged.ts';

type GoodOutcome = Extract<Outcome, { ok: true }>;
type FailedOutcome = Extract<Outcome, { ok: false }>;

const NONE: readonly never[] = [];

/**
 * What must change in the store so that it agrees with how a poll of a server ended. Outcomes of one server are given in order.
 * `rules.staleMs` has to be longer than the time between two polls.
 */
export function reconcile(history: ServerHistory, outcome: Outcome, rules: Rules): Reconciled {
  const now = serverTime(history, outcome.at);
  if (outcome.ok && isUnchanged(history, outcome.seen, now, rules)) {
    return { history: seenAgain(history, now), changes: NONE, needed: NONE };
  }
  const taken = takenOver(withTimesSeen(history));
  return outcome.ok ? answered(taken, outcome, now, rules) : failed(taken, outcome, now, rules);
}

function answered(
  history: ServerHistory,
  outcome: GoodOutcome,
  now: Date,
  rules: Rules,
): Reconciled {
  const { seen } = outcome;
  const { serverId } = history;
  const reached = reconcileReachability(history, 'ok', null, now, rules);
  const stated = reconcileState(history, seen, now, rules);
  const map = mapSince(history, seen, now);
  const { open, closed, changes, needed } = reconcileSessions(seen, {
    history,
    map,
    now,
    rules,
  });
  const next = historyWith(history, {
    state: stated.state,
    lastOkAt: now,
    open,
    closed,
    reachability: reached.reachability,
    watched: true,
    lastWatchedAt: null,
    map,
  });
  return {
    history: pruned(next, now),
    changes: [
      ...reached.changes,
      ...(history.watched ? [] : [{ type: 'watch-started', serverId } as const]),
      ...stated.changes,
      ...changes,
    ],
    needed,
  };
}

function failed(
  history: ServerHistory,
  outcome: FailedOutcome,
  now: Date,
  rules: Rules,
): Reconciled {
  const reached = reconcileReachability(history, outcome.kind, outcome.detail, now, rules);
  const lost = history.watched || history.lastWatchedAt !== null ? watchLost(history) : [];
  const quiet = silent(history, now, rules);
  const changed =
    history.watched ||
    history.lastWatchedAt !== null ||
    reached.reachability !== history.reachability;
  return {
    history: changed
      ? historyWith(quiet.history, {
          reachability: reached.reachability,
          watched: false,
          lastWatchedAt: null,
        })
      : quiet.history,
    changes: [...reached.changes, ...lost, ...quiet.changes],
    needed: [],
  };
}

/** Before the first outcome of a run, whoever is in game was seen by an earlier run only (P8). */
function takenOver(history: ServerHistory): ServerHistory {
  if (history.lastWatchedAt === null || history.open.size === 0) return history;
  const open = new Map<bigint, OpenSession>();
  for (const [playerId, session] of history.open) {
    open.set(playerId, { ...session, handedOver: true });
  }
  return historyWith(history, { open });
}

/** The map told last, and the poll that showed it first: what P6 compares. */
function mapSince(history: ServerHistory, seen: Observation, now: Date): ServerHistory['map'] {
  const name = mapName(seen.map);
  const stored = history.state?.state.map ?? null;
  const before =
    history.map ??
    (history.state === null || stored === null
      ? undefined
      : { name: stored, since: history.state.startedAt });
  if (name === null || before?.name === name) return before;
  // The first one seen is no change: for all we know it was on for ever.
  return { name, since: before === undefined ? new Date(0) : now };
}
