import type { Database } from '../../db.ts';
import { iso, secondsOf } from './history.ts';

interface PieceRow {
  readonly started_at: string;
  readonly ended_at: string;
  readonly status: string;
  readonly players: number | null;
  readonly bots: number | null;
  readonly map: string | null;
}

/** What `concurrency` tells: beginning, end, status, players. */
export type Piece = readonly [number | null, number | null, string, number | null];

/** The pieces of a window of seconds. */
export async function concurrency(
  db: Database,
  serverId: number,
  since: number,
  until: number,
): Promise<Piece[]> {
  const rows = await fullPieces(db, serverId, since, until);
  return rows.map((row) => [
    secondsOf(row.started_at),
    secondsOf(row.ended_at),
    row.status,
    row.players,
  ]);
}

/** The same with bots and map. */
export function fullPieces(db: Database, serverId: number, since: number, until: number) {
  return db.$client<PieceRow[]>`
    select * from concurrency(${serverId}, ${iso(since)}, ${iso(until)})`;
}

export interface UptimeRow {
  readonly watched_seconds: number;
  readonly up_seconds: number;
  readonly down_seconds: number;
  readonly unwatched_seconds: number;
  readonly uptime: number | null;
  readonly average_players: number | null;
  readonly peak_players: number | null;
}

/** What `uptime` tells of a window of seconds. */
export async function uptime(
  db: Database,
  serverId: number,
  since: number,
  until: number,
): Promise<UptimeRow> {
  const [row, ...more] = await db.$client<UptimeRow[]>`
    select * from uptime(${serverId}, ${iso(since)}, ${iso(until)})`;
  if (row === undefined || more.length > 0) throw new Error('uptime is not one row');
  return row;
}
