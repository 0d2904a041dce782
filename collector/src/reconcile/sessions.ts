import type { Observation, RosterEntry } from '../observation.ts';
import type { Change } from './change.ts';
import { earliest, plusMs } from './clock.ts';
import { ClosedSessions } from './closed-sessions.ts';
import {
  clockResets,
  compareUserIds,
  connectionStartOf,
  judge,
  TOLERANCE_MS,
  type Compared,
  type Known,
  type Verdict,
} from './fingerprint.ts';
import type { ClosedSession, OpenSession, Rules, ServerHistory } from './history.ts';
import { playersOf } from './roster.ts';
import {
  closeMissing,
  closeSession,
  continueSession,
  openSession,
  reopenSession,
  type Closed,
  type Opened,
} from './session.ts';

export interface SessionsResult {
  readonly open: ServerHistory['open'];
  readonly closed: ServerHistory['closed'];
  readonly changes: readonly Change[];
  readonly needed: readonly bigint[];
}

/** Somebody an answer shows, beside what is known of them. */
interface Sighting {
  readonly playerId: bigint;
  readonly entry: RosterEntry;
  readonly start: Date | null;
  readonly known: Known | null;
  readonly verdict: Verdict | null;
}

/** Makes the sessions of a server agree with a good answer (P1 to P11). */
export function reconcileSessions(
  history: ServerHistory,
  map: ServerHistory['map'],
  seen: Observation,
  now: Date,
  rules: Rules,
): SessionsResult {
  if (seen.roster.length === 0 && history.open.size === 0) {
    return { open: history.open, closed: history.closed, changes: [], needed: [] };
  }
  const { serverId } = history;
  const players = playersOf(seen.roster);
  const sightings = sightingsOf(history, players, now, rules);
  const sameAfterAll = clockResets(sightings.flatMap(compared), map, now, rules);

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
    const pending = pendingEntryOf(session, seen.roster, now, rules);
    if (pending !== undefined) {
      const start = connectionStartOf(pending, now);
      openWith(playerId, continueSession(serverId, session, pending, start, now));
    } else if (seen.complete) {
      closeWith(closeMissing(serverId, session, now, rules));
    } else {
      open.set(playerId, session);
    }
  }
  for (const { playerId, entry, start, known, verdict } of sightings) {
    if (known !== null && (verdict === 'same' || sameAfterAll.has(known))) {
      openWith(
        playerId,
        isClosed(known)
          ? reopenSession(serverId, known, entry, start, now)
          : continueSession(serverId, known, entry, start, now),
      );
      continue;
    }
    if (known !== null && !isClosed(known)) {
      closeWith(closeRejoined(serverId, known, start, now));
    } else if (known === null && mustLookUp(history, playerId, start, now, rules)) {
      needed.push(playerId);
      continue;
    }
    const earlier = closed.get(playerId);
    openWith(playerId, openSession(serverId, playerId, entry, start, earlier, now));
  }
  return { open, closed: closed.entries, changes, needed };
}

function sightingsOf(
  history: ServerHistory,
  players: ReadonlyMap<bigint, RosterEntry>,
  now: Date,
  rules: Rules,
): Sighting[] {
  const sightings: Sighting[] = [];
  for (const [playerId, entry] of players) {
    const known = history.open.get(playerId) ?? history.closed.get(playerId) ?? null;
    const start = connectionStartOf(entry, now);
    const verdict = known === null ? null : judge(known, entry, start, now, rules);
    sightings.push({ playerId, entry, start, known, verdict });
  }
  return sightings;
}

function compared({ known, entry, start, verdict }: Sighting): Compared[] {
  if (known === null || start === null || verdict === null || verdict === 'another') return [];
  const userIdEqual = compareUserIds(known, entry) === 'equal';
  return [{ known, start: start.getTime(), verdict, userIdEqual }];
}

/** The old session of somebody who rejoined unseen ends when it was last seen, at the latest when the new one began (P3). */
function closeRejoined(
  serverId: number,
  session: OpenSession,
  start: Date | null,
  now: Date,
): Closed {
  const leftAt = start === null ? session.lastSeenAt : earliest(session.lastSeenAt, start);
  // Without times only the gap tells: nobody saw them for longer than a connection is believed to go on.
  const reason = start === null && session.handedOver === true ? 'collector_gap' : 'rejoined';
  return closeSession(serverId, session, leftAt, reason, now);
}

/** The entry of somebody who is on the server all the same, but whose id is pending again (P10). */
function pendingEntryOf(
  session: OpenSession,
  roster: readonly RosterEntry[],
  now: Date,
  rules: Rules,
): RosterEntry | undefined {
  if (session.userId === null) return undefined;
  return roster.find(
    (entry) =>
      entry.playerId === null &&
      entry.userId === session.userId &&
      judge(session, entry, connectionStartOf(entry, now), now, rules) === 'same',
  );
}

/** Whether a session that ended before `closedSince` could be the same connection, or end after this one began. */
function mustLookUp(
  history: ServerHistory,
  playerId: bigint,
  start: Date | null,
  now: Date,
  rules: Rules,
): boolean {
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
