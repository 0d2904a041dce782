import { parseSteamId } from '@rollcall/shared';
import type { RosterEntry } from '../observation.ts';

export type PlayerMatch =
  | { readonly type: 'one'; readonly player: RosterEntry }
  /** Nobody of this name, number or id; `similar` holds parts of the name. */
  | { readonly type: 'none'; readonly similar: readonly RosterEntry[] }
  | { readonly type: 'several'; readonly players: readonly RosterEntry[] };

/**
 * Whom somebody means by a name, `#` and the number of the connection, or any form of a Steam id. A name has to be whole; its case
 * counts only where that tells two apart. Whoever calls themselves like the id of another makes it ambiguous, never the one meant.
 */
export function findPlayer(roster: readonly RosterEntry[], typed: string): PlayerMatch {
  const wanted = typed.trim();
  if (wanted === '') return { type: 'none', similar: [] };
  const id = parseSteamId(wanted);
  const userId = /^#\d{1,9}$/.test(wanted) ? Number(wanted.slice(1)) : null;
  const called = namedLike(roster, wanted);
  const players = roster.filter(
    (player) =>
      (id !== null && player.playerId === id) ||
      (userId !== null && player.userId === userId) ||
      called.includes(player),
  );
  const [first] = players;
  if (first !== undefined && players.length === 1) return { type: 'one', player: first };
  if (players.length > 1) return { type: 'several', players };
  const part = fold(wanted);
  return { type: 'none', similar: roster.filter(({ name }) => fold(name).includes(part)) };
}

function namedLike(roster: readonly RosterEntry[], wanted: string): readonly RosterEntry[] {
  const exact = roster.filter(({ name }) => name.trim() === wanted);
  return exact.length > 0 ? exact : roster.filter(({ name }) => fold(name) === fold(wanted));
}

/** Alike to whoever reads it: without case, and in one spelling of accents. */
function fold(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}
