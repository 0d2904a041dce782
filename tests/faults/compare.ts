import type { Database } from '@rollcall/shared';
import { expect } from 'vitest';
import { visitsBetween, type Visit } from '../../collector/src/practice/world.ts';
import type { Simulated } from './simulated.ts';

/** A time in which some servers were not polled, milliseconds since 1970. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Row {
  readonly player: string;
  readonly joined: number;
  readonly left: number | null;
  readonly reason: string | null;
}

/** Whole seconds, latency, and a session before that was seen to end only by the same poll. */
const JOIN_TOLERANCE_MS = 3_000;
/** An interval, a map that loads, and a machine with other things to do. */
const LEAVE_TOLERANCE_MS = 4_000;
/** Who is on for so long is seen by some poll. */
const SURELY_SEEN_MS = 3_000;

/**
 * The history agrees with the log of the simulated servers: every connection that some poll must have seen is there once, with its
 * times, and there is nothing else. In a gap somebody may come and go unseen, and the end of a session is known only as well as that.
 */
export async function expectHistory(
  db: Database,
  simulated: Simulated,
  { fromMs, toMs }: Gap,
  gaps: readonly Gap[] = [],
): Promise<number> {
  const problems: string[] = [];
  let compared = 0;
  for (const [id, server] of simulated.servers) {
    const rows = await sessionsOf(db, id);
    const visits = visitsBetween(server, fromMs, toMs);
    const taken = new Set<Row>();
    for (const visit of visits) {
      const row = rows.find(
        (one) =>
          !taken.has(one) &&
          one.player === String(visit.steamId) &&
          Math.abs(one.joined - visit.joinedAtMs) <= JOIN_TOLERANCE_MS,
      );
      if (row !== undefined) taken.add(row);
      const wrong =
        row === undefined
          ? mustBeSeen(visit, { fromMs, toMs }, gaps) && 'is missing'
          : wrongEnd(row, visit, toMs, gaps);
      if (wrong !== false) problems.push(`server ${id}: ${described(visit)} ${wrong}`);
      compared += 1;
    }
    for (const row of rows) {
      if (taken.has(row) || (row.left ?? Infinity) < fromMs) continue;
      problems.push(`server ${id}: nobody was there: ${JSON.stringify(row)}`);
    }
  }
  expect(problems).toEqual([]);
  return compared;
}

/** Whether each server was polled by one collector at a time: two of them would ask at the same moment, by its number. */
export function expectNeverTwoAtOnce({ polls }: Simulated, intervalMs: number): void {
  const doubled = [...polls].flatMap(([id, times]) =>
    times.slice(1).flatMap((time, at) => {
      const gapMs = time - (times[at] ?? 0);
      return gapMs < intervalMs / 4 ? [`server ${id}: ${gapMs} ms at ${time}`] : [];
    }),
  );
  expect(doubled).toEqual([]);
}

async function sessionsOf(db: Database, serverId: number): Promise<readonly Row[]> {
  return db.$client<Row[]>`
    select player_id::text as player, (extract(epoch from joined_at) * 1000)::float8 as joined,
           (extract(epoch from left_at) * 1000)::float8 as left, end_reason as reason
    from server_player_session where server_id = ${serverId} order by joined_at`;
}

function mustBeSeen(visit: Visit, watched: Gap, gaps: readonly Gap[]): boolean {
  const from = Math.max(visit.joinedAtMs + visit.pendingMs, watched.fromMs);
  const to = Math.min(visit.leftAtMs, watched.toMs);
  let sinceMs = from;
  let longestMs = 0;
  for (const gap of [...gaps].sort((a, b) => a.fromMs - b.fromMs)) {
    longestMs = Math.max(longestMs, Math.min(gap.fromMs, to) - sinceMs);
    sinceMs = Math.max(sinceMs, gap.toMs);
  }
  return Math.max(longestMs, to - sinceMs) >= SURELY_SEEN_MS;
}

function wrongEnd(row: Row, visit: Visit, toMs: number, gaps: readonly Gap[]): string | false {
  const leftMs = visit.leftAtMs;
  if (leftMs > toMs) return row.left !== null && `has left: ${JSON.stringify(row)}`;
  if (row.left === null) return leftMs < toMs - LEAVE_TOLERANCE_MS && 'is still open';
  let [earliest, latest] = [leftMs, leftMs];
  for (const gap of gaps) {
    if (gap.fromMs > leftMs + LEAVE_TOLERANCE_MS || gap.toMs < leftMs) continue;
    earliest = Math.min(earliest, gap.fromMs);
    latest = Math.max(latest, gap.toMs);
  }
  const isRight =
    row.left >= earliest - LEAVE_TOLERANCE_MS && row.left <= latest + LEAVE_TOLERANCE_MS;
  return !isRight && `ends ${Math.round(row.left - leftMs)} ms after it (${String(row.reason)})`;
}

function described(visit: Visit): string {
  const { steamId, joinedAtMs, leftAtMs } = visit;
  return `${String(steamId)} from ${joinedAtMs} to ${leftAtMs}`;
}
