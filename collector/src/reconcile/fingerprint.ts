import type { RosterEntry } from '../observation.ts';
import { elapsedMs, plusMs } from './clock.ts';
import type { ClosedSession, OpenSession, Rules, ServerHistory } from './history.ts';

/**
 * How far two computed starts of one connection may lie apart. Whole seconds (1 s), the time an answer takes (up to the deadline
 * of 2 s, and a hibernating server a second more) and two collectors whose clocks differ a little add up to about 5 s; twice
 * that costs nothing, since a start is compared with the one of the poll before, so that slow drift does not add up.
 */
export const TOLERANCE_MS = 10_000;

/** A connection is told in whole seconds. */
const ROUNDING_MS = 1_000;

/** No connection lasts longer; a server that says so is not believed, and its time counts as not told. */
const MAX_CONNECTED_SECONDS = 100 * 86_400;

/** What is known of a connection seen before. */
export type Known = OpenSession | ClosedSession;

/** A good poll, beside what was known before it. */
export interface Glance {
  readonly history: ServerHistory;
  /** The map this poll tells, and since when. */
  readonly map: ServerHistory['map'];
  readonly now: Date;
  readonly rules: Rules;
}

/**
 * `moved`: by its start it is another connection, but no user id says so, and when that is true of everybody at once then a
 * clock was set (P6).
 */
export type Verdict = 'same' | 'another' | 'moved';

/** When the connection of an entry began; null where the game does not tell it in a way that can be believed. */
export function connectionStartOf(entry: RosterEntry, now: Date): Date | null {
  const connectedMs = connectedMsOf(entry);
  return connectedMs === null ? null : plusMs(now, -connectedMs);
}

/**
 * The same; the one known already where the two are the same but for rounding. Most are: then nothing is made, and a drift moves it on
 * all the same.
 */
export function connectionStartNear(
  known: Date | null,
  entry: RosterEntry,
  now: Date,
): Date | null {
  const connectedMs = connectedMsOf(entry);
  if (connectedMs === null) return null;
  const startMs = now.getTime() - connectedMs;
  const isNear = known !== null && Math.abs(known.getTime() - startMs) <= ROUNDING_MS;
  return isNear ? known : new Date(startMs);
}

function connectedMsOf({ connectedSeconds: seconds }: RosterEntry): number | null {
  if (seconds === null || !(seconds >= 0) || seconds > MAX_CONNECTED_SECONDS) return null;
  return Math.round(seconds * 1_000);
}

/**
 * Whether a player seen now is on the connection known from earlier (P2, P3, P5).
 *
 * A connection that began before the player was last seen is the one that was seen, whatever its start says now: clocks drift,
 * and nobody is on a server twice; but one that has another user id as well and began later is another one. So an earlier start than the known one continues, and a later one is another connection only
 * when it began after the player was last seen. Where no time is told, another user id is another connection, and somebody who
 * is back within a short while is taken for the same.
 */
export function judge(
  known: Known,
  entry: RosterEntry,
  start: Date | null,
  glance: Glance,
): Verdict {
  const { now, rules } = glance;
  const userIds = compareUserIds(known, entry);
  if (start === null) {
    if (userIds === 'differ') return 'another';
    return elapsedMs(known.lastSeenAt, now) <= untimedGapMs(known, rules) ? 'same' : 'another';
  }
  const knownStart = knownStartOf(known);
  // A connection that was lost may be listed for a while beside its successor, whose Steam id is pending.
  if (userIds === 'differ' && start.getTime() > knownStart + TOLERANCE_MS) return 'another';
  if (start.getTime() < known.lastSeenAt.getTime() - TOLERANCE_MS) return 'same';
  if (userIds === 'differ') return 'another';
  if (start.getTime() <= knownStart + TOLERANCE_MS) return 'same';
  // The collector's clock jumped ahead between two good polls.
  const jumped = wentOn(known, start, now) && answeredSince(known, glance);
  return userIds === 'equal' && jumped ? 'same' : 'moved';
}

/** Whether the game's own count of the time connected went on, and did not begin again. */
export function wentOn(known: Known, start: Date, now: Date): boolean {
  const connectedBeforeMs = known.lastSeenAt.getTime() - knownStartOf(known);
  return now.getTime() - start.getTime() >= connectedBeforeMs;
}

export function knownStartOf(known: Known): number {
  return (known.connectionStart ?? known.joinedAt).getTime();
}

export function compareUserIds(known: Known, entry: RosterEntry): 'equal' | 'differ' | 'unknown' {
  if (entry.userId === null || known.userId === null || known.userId === undefined) {
    return 'unknown';
  }
  return entry.userId === known.userId ? 'equal' : 'differ';
}

/**
 * Whether this run's every poll since somebody was last seen was good. A server that was restarted was away for a while, and
 * gives the user ids of before again, to whoever comes first.
 */
export function answeredSince({ lastSeenAt }: Known, { history }: Glance): boolean {
  const { watched, reachability } = history;
  return watched && reachability?.status === 'ok' && reachability.startedAt <= lastSeenAt;
}

/** Without times: somebody who was missing from a complete answer is given less time than somebody nobody could see. */
function untimedGapMs(known: Known, rules: Rules): number {
  return 'reason' in known && known.reason === 'left' ? rules.staleMs : rules.stuckMs;
}
