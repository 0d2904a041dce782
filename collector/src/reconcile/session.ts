import type { EndReason } from '@rollcall/shared/schema';
import type { RosterEntry } from '../observation.ts';
import type { Change } from './change.ts';
import { earliest, elapsedMs, latest, notBefore, plusMs, trusted } from './clock.ts';
import type { ClosedSession, OpenSession, Rules } from './history.ts';
import { PING_WRITE_INTERVAL_MS, samePing, widened } from './ping.ts';

export interface Opened {
  readonly session: OpenSession;
  readonly changes: readonly Change[];
}

export interface Closed {
  readonly session: ClosedSession;
  readonly change: Change;
}

/**
 * Opens a session at the connection start, or at `now` where that is not told, and never before the player's earlier session on
 * this server has ended (P1).
 */
export function openSession(
  serverId: number,
  playerId: bigint,
  entry: RosterEntry,
  start: Date | null,
  earlier: ClosedSession | null,
  now: Date,
): Opened {
  let joinedAt = start ?? now;
  if (earlier !== null && trusted(earlier.leftAt, now) === earlier.leftAt) {
    joinedAt = latest(joinedAt, latest(earlier.leftAt, plusMs(earlier.joinedAt, 1)));
  }
  const seenAt = latest(now, joinedAt);
  const ping = widened(null, entry.ping);
  const { name } = entry;
  return {
    session: {
      playerId,
      joinedAt,
      lastSeenAt: seenAt,
      connectionStart: start,
      userId: entry.userId,
      name,
      ping,
      pingWritten: { at: now, ping },
    },
    changes: [{ type: 'session-opened', serverId, playerId, joinedAt, name, ping, seenAt }],
  };
}

/** The same connection was seen again (P2). */
export function continueSession(
  serverId: number,
  session: OpenSession,
  entry: RosterEntry,
  start: Date | null,
  now: Date,
): Opened {
  const changes: Change[] = [];
  return { session: continued(serverId, session, entry, start, now, changes), changes };
}

/**
 * The session after the same connection was seen again; what is to be written is added to `changes`. The new start becomes its
 * fingerprint, so that slow drift does not add up.
 */
export function continued(
  serverId: number,
  session: OpenSession,
  entry: RosterEntry,
  start: Date | null,
  now: Date,
  changes: Change[],
): OpenSession {
  const { playerId, joinedAt } = session;
  const name = entry.name === '' ? session.name : entry.name;
  if (name !== session.name) {
    if (session.name !== '') {
      // What is stored of the name before may be as old as the player's last visit: see `stale` of a sighting.
      changes.push({ type: 'name-seen', playerId, name: session.name, seenAt: session.lastSeenAt });
    }
    changes.push({ type: 'name-seen', playerId, name, seenAt: now });
  }
  const ping = widened(session.ping, entry.ping);
  let { pingWritten } = session;
  if (
    ping !== null &&
    !samePing(ping, pingWritten.ping) &&
    elapsedMs(pingWritten.at, now) >= PING_WRITE_INTERVAL_MS
  ) {
    pingWritten = { at: now, ping };
    changes.push({ type: 'ping-widened', serverId, playerId, joinedAt, ping });
  }
  return {
    playerId,
    joinedAt,
    lastSeenAt: latest(notBefore(session.lastSeenAt, now), joinedAt),
    connectionStart: start ?? session.connectionStart,
    userId: entry.userId ?? session.userId,
    name,
    ping,
    pingWritten,
  };
}

/** Whatever closed the session was wrong: the same connection was seen again (P5). */
export function reopenSession(
  serverId: number,
  closed: ClosedSession,
  entry: RosterEntry,
  start: Date | null,
  now: Date,
): Opened {
  const { playerId, joinedAt } = closed;
  const name = entry.name === '' ? closed.name : entry.name;
  const reopened = continueSession(
    serverId,
    {
      playerId,
      joinedAt,
      lastSeenAt: closed.lastSeenAt,
      connectionStart: closed.connectionStart ?? null,
      userId: closed.userId ?? null,
      name,
      ping: closed.ping,
      pingWritten: { at: now, ping: closed.ping },
    },
    entry,
    start,
    now,
  );
  return {
    session: reopened.session,
    changes: [
      { type: 'session-reopened', serverId, playerId, joinedAt, seenAt: now, name },
      ...reopened.changes,
    ],
  };
}

/** Ends a session at `leftAt`, which is moved so that the session neither ends before it began nor after it was `trusted`. */
export function closeSession(
  serverId: number,
  session: OpenSession,
  at: Date,
  reason: EndReason,
  now: Date,
): Closed {
  const { playerId, joinedAt, name, ping, connectionStart, userId } = session;
  const leftAt = latest(trusted(at, now), joinedAt);
  const lastSeenAt = latest(earliest(session.lastSeenAt, leftAt), joinedAt);
  return {
    session: {
      playerId,
      joinedAt,
      leftAt,
      lastSeenAt,
      reason,
      name,
      ping,
      connectionStart,
      userId,
    },
    change: {
      type: 'session-closed',
      serverId,
      playerId,
      joinedAt,
      leftAt,
      lastSeenAt,
      reason,
      ping,
      name,
    },
  };
}

/**
 * Ends the session of somebody whom a complete answer no longer shows (P4, P8). They left now, if they were last seen within
 * `staleMs`; after a longer time of incomplete or failed answers they left when last seen, since no row may claim time that nobody
 * watched. Whom only an earlier run saw left during the gap between the runs.
 */
export function closeMissing(
  serverId: number,
  session: OpenSession,
  now: Date,
  rules: Rules,
): Closed {
  if (session.handedOver === true) {
    return closeSession(serverId, session, session.lastSeenAt, 'collector_gap', now);
  }
  const watched = elapsedMs(session.lastSeenAt, now) <= rules.staleMs;
  const leftAt = watched ? notBefore(session.lastSeenAt, now) : session.lastSeenAt;
  return closeSession(serverId, session, leftAt, 'left', now);
}
