import type { EndReason } from '@rollcall/shared/schema';
import type { Visit } from './visits.ts';
import { grid, POLL_MS, type Reach } from './watching.ts';

/** A visit as a collector writes it down. */
export interface Session {
  readonly person: number;
  readonly joinedAt: number;
  /** By which poll it was first seen. */
  readonly seenFrom: number;
  /** Null while in game, with the two below. */
  readonly leftAt: number | null;
  readonly lastSeenAt: number | null;
  readonly endReason: EndReason | null;
}

/** The last poll that was answered in a time when the server answered; null while it does. */
export function lastOk({ to, thenUnwatched }: Reach): number | null {
  if (to === null || thenUnwatched) return to;
  return to - POLL_MS;
}

/** What is written of a visit; null when no poll saw it. */
export function recordVisit(visit: Visit, reach: readonly Reach[], now: number): Session | null {
  const { person, from: joinedAt, rejoins } = visit;
  const crash = reach.find(({ crash, from }) => crash && from > joinedAt && from < visit.to);
  const end = Math.min(visit.to, crash?.from ?? Infinity);
  const seen = reach.filter(
    (r) => r.status === 'ok' && grid(Math.max(joinedAt, r.from)) < Math.min(end, lastOk(r) ?? now),
  );
  const [first] = seen;
  const last = seen.at(-1);
  if (first === undefined || last === undefined) return null;
  const known = { person, joinedAt, seenFrom: grid(Math.max(joinedAt, first.from)) };
  const over = lastOk(last);
  const missedAt = grid(end);
  if (missedAt < (over ?? now)) {
    const lastSeenAt = missedAt - POLL_MS;
    return rejoins
      ? { ...known, leftAt: lastSeenAt, lastSeenAt, endReason: 'rejoined' }
      : { ...known, leftAt: missedAt, lastSeenAt, endReason: 'left' };
  }
  if (over === null) return { ...known, leftAt: null, lastSeenAt: null, endReason: null };
  const endReason = last.thenUnwatched ? 'collector_gap' : 'unreachable';
  return { ...known, leftAt: over, lastSeenAt: over, endReason };
}
