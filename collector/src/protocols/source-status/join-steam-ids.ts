import type { ParsedAnswer, ParsedPlayer } from './answer.ts';

/**
 * Gives the rows of CS2's `status` the ids of its `status_json`: by name, in order where a name stands several times. A name that
 * stands in one more often than in the other has no sure owner: it stays without an id, and the answer in need of one. A pending
 * id is told as such, which is an answer too.
 */
export function joinSteamIds(status: ParsedAnswer, json: ParsedAnswer): ParsedAnswer {
  const known = byName(json.roster);
  const rows = byName(status.roster);
  const taken = new Map<string, number>();
  let unmatched = false;
  const roster = status.roster.map((row) => {
    const key = comparable(row.name);
    const owners = known.get(key) ?? [];
    const position = taken.get(key) ?? 0;
    taken.set(key, position + 1);
    if (row.playerId !== null) return row;
    if (owners.length !== rows.get(key)?.length) {
      unmatched = true;
      return row;
    }
    return { ...row, playerId: owners[position]?.playerId ?? null };
  });
  return {
    ...status,
    map: status.map ?? json.map,
    hibernating: status.hibernating ?? json.hibernating,
    roster,
    needsIds: unmatched,
  };
}

function byName(roster: readonly ParsedPlayer[]): ReadonlyMap<string, readonly ParsedPlayer[]> {
  const rows = new Map<string, ParsedPlayer[]>();
  for (const row of roster) {
    const key = comparable(row.name);
    const same = rows.get(key);
    if (same === undefined) rows.set(key, [row]);
    else same.push(row);
  }
  return rows;
}

/** The two commands treat control bytes and broken characters differently. */
function comparable(name: string): string {
  return name.replace(/[\p{Cc}\p{Cs}\ufffd]/gu, '');
}
