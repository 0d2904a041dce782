import type { Observation, RosterEntry } from '../observation.ts';
import type { Change } from './change.ts';
import { clockResets } from './clock-resets.ts';
import { earliest, latest, plusMs } from './clock.ts';
import { ClosedSessions } from './closed-sessions.ts';
import {
  answeredSince,
  connectionStartNear,
  connectionStartOf,
  judge,
  TOLERANCE_MS,
  type Glance,
  type Known,
} from './fingerprint.ts';
import type { ClosedSession, OpenSession, ServerHistory } from './history.ts';
import { playersOf } from './roster.ts';
import {
  closeMissing,
  closeSession,
  continued,
  continueSession,
  openSession,
  reopenSession,
  type Closed,
  type Opened,
} from './session.ts';
import { sightingsOf, type Sighting } from './sightings.ts';

export interface SessionsResult {
  readonly open: ServerHistory['open'];
  readonly closed: ServerHistory['closed'];
  readonly changes: readonly Change[];
  readonly needed: readonly bigint[];
}

/** Makes the sessions of a server agree with a good answer (P1 to P11). */
export function reconcileSessions(seen: Observation, glance: Glance): SessionsResult {
  const { history, now, rules } = glance;
  const { serverId } = history;
  if (seen.roster.length === 0 && history.open.size === 0) {
    return { open: history.open, closed: history.closed, changes: [], needed: [] };
  }
  const unchanged = continueAll(seen, glance);
  if (unchanged !== null) return unchanged;
  const players = playersOf(seen.roster);
  const sightings = sightingsOf(players, glance);
  const sameAfterAll = clockResets(sightings, glance);

  const open = new Map<bigint, OpenSession>();
  const closed = new ClosedSessions(history.closed);
  const changes: Change[] = [];
  const needed: bigint[] = [];
  const closeWith = ({ session, change }: Closed) => {
    closed.put(session);
    changes.push(change);
  };
  const openWith = (playerId: bigint, opened: Opened) => {
    closed.drop(playerId);
    open.set(playerId, opened.session);
    for (const change of opened.changes) changes.push(change);
  };

  for (const session of history.open.values()) {
    const { playerId } = session;
    if (players.has(playerId)) continue;
    const pending = pendingEntryOf(session, seen.roster, glance);
    if (pending !== undefined) {
      const start = connectionStartOf(pending, now);
      openWith(playerId, continueSession(serverId, session, pending, start, now));
    } else if (seen.complete) {
      closeWith(closeMissing(serverId, session, now, rules));
    } else {
      open.set(playerId, session);
    }
  }
  for (const sighting of sightings) {
    const { playerId, entry, start, known, verdict } = sighting;
    if (known !== null && (verdict === 'same' || sameAfterAll.has(known))) {
      const again = isClosed(known)
        ? reopenSession(serverId, known, entry, start, now)
        : continueSession(serverId, known, entry, start, now);
      openWith(playerId, again);
    } else if (known === null && mustLookUp(sighting, glance)) {
      needed.push(playerId);
    } else {
      if (known !== null && !isClosed(known)) closeWith(closeRejoined(known, start, glance));
      const earlier = closed.get(playerId);
      const cut = earlier === null ? null : cutShort(earlier, start, glance);
      if (cut !== null) changes.push(...cut.changes);
      const before = cut?.session ?? earlier;
      openWith(playerId, openSession(serverId, playerId, entry, start, before, now));
    }
  }
  return { open, closed: closed.entries, changes, needed };
}

/**
 * The result of the most frequent case at a third of the cost: the same people on the same connections, in the order of the answer
 * before. Null in any other.
 */
function continueAll({ roster }: Observation, glance: Glance): SessionsResult | null {
  const { history, now } = glance;
  if (roster.length !== history.open.size) return null;
  const open = new Map<bigint, OpenSession>();
  const changes: Change[] = [];
  let at = 0;
  for (const session of history.open.values()) {
    const entry = roster[at++];
    const { playerId } = session;
    if (entry?.playerId !== playerId || history.closed.has(playerId)) return null;
    const start = connectionStartNear(session.connectionStart, entry, now);
    if (judge(session, entry, start, glance) !== 'same') return null;
    open.set(playerId, continued(history.serverId, session, entry, start, now, changes));
  }
  return { open, closed: history.closed, changes, needed: [] };
}

/** The old session of somebody who rejoined unseen ends when it was last seen, at the latest when the new one began (P3). */
function closeRejoined(session: OpenSession, start: Date | null, glance: Glance): Closed {
  const leftAt = start === null ? session.lastSeenAt : earliest(session.lastSeenAt, start);
  // Without times only the gap tells: nobody saw them for longer than a connection is believed to go on.
  const reason = start === null && session.handedOver === true ? 'collector_gap' : 'rejoined';
  return closeSession(glance.history.serverId, session, leftAt, reason, glance.now);
}

/**
 * When somebody missing from an answer had in truth rejoined already, with an id still pending or not in the list yet, then
 * their session was ended later than their next one began: it is ended again, when that began, so that both are true (P1).
 */
function cutShort(
  earlier: ClosedSession,
  start: Date | null,
  { history }: Glance,
): { readonly session: ClosedSession; readonly changes: readonly Change[] } | null {
  if (start === null || earlier.reason !== 'left') return null;
  const leftAt = latest(start, earlier.lastSeenAt);
  if (leftAt >= earlier.leftAt) return null;
  const { serverId } = history;
  const { playerId, joinedAt, lastSeenAt, reason, name, ping } = earlier;
  const key = { serverId, playerId, joinedAt };
  return {
    session: { ...earlier, leftAt },
    changes: [
      { type: 'session-reopened', ...key, seenAt: lastSeenAt, name },
      { type: 'session-closed', ...key, leftAt, lastSeenAt, reason, ping, name },
    ],
  };
}

/**
 * The entry of somebody who is on the server all the same, but whose id is pending again (P10). Not after the server was away: it
 * may have been restarted, and the user id belong to somebody else.
 */
function pendingEntryOf(
  session: OpenSession,
  roster: readonly RosterEntry[],
  glance: Glance,
): RosterEntry | undefined {
  if (session.userId === null || !answeredSince(session, glance)) return undefined;
  return roster.find(
    (entry) =>
      entry.playerId === null &&
      entry.userId === session.userId &&
      judge(session, entry, connectionStartOf(entry, glance.now), glance) === 'same',
  );
}

/** Whether a session that ended before `closedSince` could be the same connection, or end after this one began. */
function mustLookUp({ playerId, start }: Sighting, { history, now, rules }: Glance): boolean {
  if (history.closed.has(playerId)) return false;
  const from = start ?? plusMs(now, -Math.max(rules.staleMs, rules.stuckMs));
  return from.getTime() - TOLERANCE_MS < history.closedSince.getTime();
}

function isClosed(known: Known): known is ClosedSession {
  return 'leftAt' in known;
}

/** Everybody's session ends when they were last seen (P7, P8, removal). */
export function closeAll(
  history: ServerHistory,
  reason: ClosedSession['reason'],
  now: Date,
): Pick<SessionsResult, 'open' | 'closed' | 'changes'> {
  if (history.open.size === 0) return { open: history.open, closed: history.closed, changes: [] };
  const closed = new Map(history.closed);
  const changes: Change[] = [];
  for (const session of history.open.values()) {
    const ended = closeSession(history.serverId, session, session.lastSeenAt, reason, now);
    closed.set(session.playerId, ended.session);
    changes.push(ended.change);
  }
  return { open: new Map(), closed, changes };
}
