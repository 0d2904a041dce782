import type { Observation, RosterEntry } from '../observation.ts';
import { latest, notBefore } from './clock.ts';
import { isPruneDue } from './closed-sessions.ts';
import { connectionStartNear } from './fingerprint.ts';
import { historyWith } from './history-with.ts';
import type { OpenSession, Rules, ServerHistory } from './history.ts';
import { samePing, widened } from './ping.ts';
import { serverTime } from './server-time.ts';
import { sameState } from './state.ts';

/**
 * Whether an answer says what the one before said, of the server and of everybody on it: true of nearly all polls. Then nothing is
 * made anew but the time it was said. `lastOkMs` is that of the answer before, where `history` does not tell it yet (`seenAgain`).
 */
export function isUnchanged(
  history: ServerHistory,
  seen: Observation,
  now: Date,
  rules: Rules,
  lastOkMs = history.lastOkAt?.getTime() ?? null,
): boolean {
  return (
    history.watched &&
    history.state !== null &&
    seen.roster.length === history.open.size &&
    sameState(history.state.state, seen) &&
    isSoonAfter(lastOkMs, now, rules) &&
    serverTime(history, now) === now &&
    !isPruneDue(history, now) &&
    (history.open.size === 0 || areAllThere(history, seen.roster, now))
  );
}

/** What `reconcile` makes of a poll for which `isUnchanged` holds, and of all such polls before it at once. */
export function seenAgain(history: ServerHistory, at: Date): ServerHistory {
  return historyWith(history, { lastOkAt: at, allSeen: true });
}

function isSoonAfter(lastOkMs: number | null, now: Date, rules: Rules): boolean {
  if (lastOkMs === null) return false;
  const ms = now.getTime() - lastOkMs;
  return ms >= 0 && ms <= rules.staleMs;
}

/** The history with the times seen in each session: what compares or ends sessions needs them there. */
export function withTimesSeen(history: ServerHistory): ServerHistory {
  if (history.allSeen !== true) return history;
  const open = new Map<bigint, OpenSession>();
  for (const session of history.open.values()) {
    open.set(session.playerId, { ...session, lastSeenAt: lastSeenAt(session, history.lastOkAt) });
  }
  return historyWith(history, { open, allSeen: undefined });
}

function lastSeenAt({ lastSeenAt: before, joinedAt }: OpenSession, lastOkAt: Date | null): Date {
  return lastOkAt === null ? before : latest(notBefore(before, lastOkAt), joinedAt);
}

/** Whether these are the people with open sessions, in the same order. */
function areAllThere(
  { open, closed, lastWatchedAt }: ServerHistory,
  roster: readonly RosterEntry[],
  now: Date,
): boolean {
  // Whom only an earlier run has seen is for the rules.
  if (lastWatchedAt !== null) return false;
  let at = 0;
  for (const session of open.values()) {
    const entry = roster[at++];
    if (entry?.playerId !== session.playerId || !isSameStill(session, entry, now)) return false;
    if (closed.size > 0 && closed.has(session.playerId)) return false;
  }
  return true;
}

function isSameStill(session: OpenSession, entry: RosterEntry, now: Date): boolean {
  const { connectionStart, ping, pingWritten, handedOver } = session;
  return (
    handedOver !== true &&
    // Without times only the gap since tells whether it is the same connection.
    connectionStart !== null &&
    connectionStartNear(connectionStart, entry, now) === connectionStart &&
    entry.userId === session.userId &&
    entry.name === session.name &&
    widened(ping, entry.ping) === ping &&
    samePing(ping, pingWritten.ping)
  );
}
