import type { RosterEntry } from '../observation.ts';

/** The players of an answer whose ids are known: the same id twice is one player, on the newer of the connections (P10, P11). */
export function playersOf(roster: readonly RosterEntry[]): ReadonlyMap<bigint, RosterEntry> {
  const players = new Map<bigint, RosterEntry>();
  for (const entry of roster) {
    if (entry.playerId === null) continue;
    const other = players.get(entry.playerId);
    if (other === undefined || newer(entry, other)) players.set(entry.playerId, entry);
  }
  return players;
}

function newer(entry: RosterEntry, other: RosterEntry): boolean {
  return (
    entry.connectedSeconds !== null &&
    (other.connectedSeconds === null || entry.connectedSeconds < other.connectedSeconds)
  );
}
