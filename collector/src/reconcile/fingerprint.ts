import type { RosterEntry } from '../observation.ts';
import { elapsedMs, plusMs } from './clock.ts';
import type { ClosedSession, OpenSession, Rules, ServerHistory } from './history.ts';

/**
 * How far two computed starts of one connection may lie apart. Whole seconds (1 s), the time an answer takes (up to the deadline
 * of 2 s, and a hibernating server a second more) and two collectors whose clocks differ a little add up to about 5 s; twice
 * that costs nothing, since a start is compared with the one of the poll before, so that slow drift does not add up.
 */
export const TOLERANCE_MS = 10_000;

/** No connection lasts longer; a server that says so is not believed, and its time counts as not told. */
const MAX_CONNECTED_SECONDS = 100 * 86_400;

/** What is known of a connection seen before. */
export type Known = OpenSession | ClosedSession;

/**
 * `moved`: by its start it is another connection, but nothing else says so, and when that is true of everybody at once then a
 * clock was set (P6).
 */
export type Verdict = 'same' | 'another' | 'moved';

/** When the connection of an entry began; null where the game does not tell it in a way that can be believed. */
export function connectionStartOf(entry: RosterEntry, now: Date): Date | null {
  const seconds = entry.connectedSeconds;
  if (seconds === null || !(seconds >= 0) || seconds > MAX_CONNECTED_SECONDS) return null;
  return plusMs(now, -Math.round(seconds * 1_000));
}

/**
 * Whether a player seen now is on the connection known from earlier (P2, P3, P5).
 *
 * A connection that began before the player was last seen is the one that was seen, whatever its start says now: clocks drift,
 * and nobody is on a server twice. So an earlier start than the known one continues, and a later one is another connection only
 * when it began after the player was last seen. Where no time is told, another user id is another connection, and somebody who
 * is back within a short while is taken for the same.
 */
export function judge(
  known: Known,
  entry: RosterEntry,
  start: Date | null,
  now: Date,
  rules: Rules,
): Verdict {
  const userIds = compareUserIds(known, entry);
  if (start === null) {
    if (userIds === 'differ') return 'another';
    return elapsedMs(known.lastSeenAt, now) <= untimedGapMs(known, rules) ? 'same' : 'another';
  }
  if (start.getTime() < known.lastSeenAt.getTime() - TOLERANCE_MS) return 'same';
  if (userIds === 'differ') return 'another';
  const knownStart = knownStartOf(known);
  if (start.getTime() <= knownStart + TOLERANCE_MS) return 'same';
  // The collector's clock jumped ahead: the game's own count goes on and the user id is the same.
  const connectedMs = now.getTime() - start.getTime();
  const connectedBeforeMs = known.lastSeenAt.getTime() - knownStart;
  if (userIds === 'equal' && connectedMs >= connectedBeforeMs) return 'same';
  return 'moved';
}

export function knownStartOf(known: Known): number {
  return (known.connectionStart ?? known.joinedAt).getTime();
}

/** Somebody known who is seen again with a start, and whom no user id proves to be on another connection. */
export interface Compared {
  readonly known: Known;
  readonly start: number;
  readonly verdict: 'same' | 'moved';
  readonly userIdEqual: boolean;
}

/**
 * Who of those whose start moved ahead did so because a clock was set, and is still on the same connection (P6).
 *
 * - After a map change an unchanged user id proves it. (All ids new with the new map is a restart of the server: they did rejoin.)
 * - Where ids are not told, after a map change nearly all moved, either to one instant or by one amount.
 * - Without a map change, all moved by one amount although they had joined at different times: the collector's clock was set.
 */
export function clockResets(
  compared: readonly Compared[],
  map: ServerHistory['map'],
  now: Date,
  rules: Rules,
): ReadonlySet<Known> {
  const moved = compared.filter((one) => one.verdict === 'moved');
  if (moved.length === 0) return new Set();

  const shifts = compared.map((one) => one.start - knownStartOf(one.known));
  const clockWasSet =
    compared.length >= 2 &&
    Math.min(...shifts) > TOLERANCE_MS &&
    spread(shifts) <= TOLERANCE_MS &&
    spread(compared.map((one) => knownStartOf(one.known))) > TOLERANCE_MS;
  if (clockWasSet) return new Set(moved.map((one) => one.known));

  const overMapChange = moved.filter(
    ({ known }) =>
      map !== undefined &&
      map.since.getTime() > known.lastSeenAt.getTime() &&
      elapsedMs(known.lastSeenAt, now) <= rules.stuckMs,
  );
  const nearlyAll = overMapChange.length >= compared.length * 0.8;
  const atOnce =
    spread(overMapChange.map((one) => one.start)) <= TOLERANCE_MS ||
    spread(overMapChange.map((one) => one.start - knownStartOf(one.known))) <= TOLERANCE_MS;
  return new Set(
    overMapChange.filter((one) => one.userIdEqual || (nearlyAll && atOnce)).map((one) => one.known),
  );
}

export function compareUserIds(known: Known, entry: RosterEntry): 'equal' | 'differ' | 'unknown' {
  if (entry.userId === null || known.userId === null || known.userId === undefined) {
    return 'unknown';
  }
  return entry.userId === known.userId ? 'equal' : 'differ';
}

/** Without times: somebody who was missing from a complete answer is given less time than somebody nobody could see. */
function untimedGapMs(known: Known, rules: Rules): number {
  return 'reason' in known && known.reason === 'left' ? rules.staleMs : rules.stuckMs;
}

function spread(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.max(...values) - Math.min(...values);
}
