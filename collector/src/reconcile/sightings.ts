import type { RosterEntry } from '../observation.ts';
import {
  compareUserIds,
  connectionStartOf,
  judge,
  type Glance,
  type Known,
  type Verdict,
} from './fingerprint.ts';

/** Somebody an answer shows, beside what is known of them. */
export interface Sighting {
  readonly playerId: bigint;
  readonly entry: RosterEntry;
  readonly start: Date | null;
  /** Their open session, else their newest closed one. */
  readonly known: Known | null;
  /** Null where nothing is known. */
  readonly verdict: Verdict | null;
  readonly userIds: 'equal' | 'differ' | 'unknown';
}

export function sightingsOf(
  players: ReadonlyMap<bigint, RosterEntry>,
  glance: Glance,
): readonly Sighting[] {
  const { open, closed } = glance.history;
  const sightings: Sighting[] = [];
  for (const [playerId, entry] of players) {
    const known = open.get(playerId) ?? closed.get(playerId) ?? null;
    const start = connectionStartOf(entry, glance.now);
    const verdict = known === null ? null : judge(known, entry, start, glance);
    const userIds = known === null ? 'unknown' : compareUserIds(known, entry);
    sightings.push({ playerId, entry, start, known, verdict, userIds });
  }
  return sightings;
}
