import { sortedValues } from '../../shared/bench/statistics.ts';
import type { VisitLog } from './fleet/messages.ts';

/** A row of `server_player_session` of one of the simulated servers, times in milliseconds since 1970. */
export interface StoredSession {
  readonly server: number;
  readonly playerId: bigint;
  readonly joinedAtMs: number;
  readonly leftAtMs: number | null;
  /** When the row was seen in the database first; null where that was not watched. */
  readonly rowAtMs: number | null;
}

export interface Comparison {
  /** Connections that at least one poll showed. */
  readonly visible: number;
  readonly missed: number;
  /** Sessions where nobody was. */
  readonly invented: number;
  /** Sessions beside the right one. */
  readonly doubled: number;
  /** Of somebody who has left. */
  readonly leftOpen: number;
  /** Of somebody who is still there. */
  readonly closed: number;
  /** How far the stored times lie from the true ones, sorted. */
  readonly joinedErrorsMs: Float64Array;
  readonly leftErrorsMs: Float64Array;
  /** From the join to the row, sorted. */
  readonly latenciesMs: Float64Array;
}

/** A stored join further from the true one belongs to another connection. */
const SAME_MS = 4_000;

/** Holds what is stored against what happened. */
export function compareSessions(
  visits: readonly VisitLog[],
  stored: readonly StoredSession[],
): Comparison {
  const rows = byPlayer(stored);
  const visible = visits.filter((visit) => visit.shownAtMs !== null);
  const counts = { missed: 0, doubled: 0, leftOpen: 0, closed: 0, invented: 0 };
  const joined: number[] = [];
  const left: number[] = [];
  const latencies: number[] = [];
  const matched = new Set<StoredSession>();
  for (const visit of visible) {
    const own = rows.get(keyOf(visit)) ?? [];
    const row = nearest(
      own.filter((one) => !matched.has(one)),
      visit.joinedAtMs,
    );
    if (row === null) {
      counts.missed += 1;
      continue;
    }
    matched.add(row);
    joined.push(Math.abs(row.joinedAtMs - visit.joinedAtMs));
    if (row.rowAtMs !== null) latencies.push(row.rowAtMs - visit.joinedAtMs);
    if (visit.leftAtMs === null) counts.closed += row.leftAtMs === null ? 0 : 1;
    else if (row.leftAtMs === null) counts.leftOpen += 1;
    else left.push(Math.abs(row.leftAtMs - visit.leftAtMs));
  }
  for (const row of stored) {
    if (matched.has(row)) continue;
    const others = rows.get(keyOf(row)) ?? [];
    const isDouble = others.some((other) => matched.has(other) && overlap(row, other));
    counts[isDouble ? 'doubled' : 'invented'] += 1;
  }
  return {
    visible: visible.length,
    ...counts,
    joinedErrorsMs: sortedValues(joined),
    leftErrorsMs: sortedValues(left),
    latenciesMs: sortedValues(latencies),
  };
}

function nearest(rows: readonly StoredSession[], joinedAtMs: number): StoredSession | null {
  let best: StoredSession | null = null;
  for (const row of rows) {
    const distance = Math.abs(row.joinedAtMs - joinedAtMs);
    if (distance > SAME_MS) continue;
    if (best === null || distance < Math.abs(best.joinedAtMs - joinedAtMs)) best = row;
  }
  return best;
}

function overlap(row: StoredSession, other: StoredSession): boolean {
  return (
    row.joinedAtMs < (other.leftAtMs ?? Infinity) && other.joinedAtMs < (row.leftAtMs ?? Infinity)
  );
}

function keyOf({ server, playerId }: Pick<StoredSession, 'server' | 'playerId'>): string {
  return `${server}/${playerId}`;
}

function byPlayer(stored: readonly StoredSession[]): ReadonlyMap<string, readonly StoredSession[]> {
  const rows = new Map<string, StoredSession[]>();
  for (const row of stored) {
    const same = rows.get(keyOf(row));
    if (same === undefined) rows.set(keyOf(row), [row]);
    else same.push(row);
  }
  return rows;
}
