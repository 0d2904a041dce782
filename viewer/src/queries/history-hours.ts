import type { Database } from '@rollcall/shared';
import { sql } from 'drizzle-orm';
import { msOf, timeParam } from './moments.ts';

/** Sums of an hour, or of some. Seconds may be fewer than it has: nobody watched then. */
export interface HourSums {
  readonly fromMs: number;
  readonly toMs: number;
  readonly watchedSeconds: number;
  readonly upSeconds: number;
  /** In these the number of players was known: what an average divides by. */
  readonly countedSeconds: number;
  readonly playerSeconds: number;
  readonly peakPlayers: number | null;
}

const HOUR_MS = 3_600_000;

/** What is summed up of the hours that begin in the period. */
export async function summedHours(
  db: Database,
  serverId: number,
  from: Date,
  to: Date,
): Promise<readonly HourSums[]> {
  type Row = Omit<{ [Key in keyof HourSums]: HourSums[Key] }, 'toMs'>;
  const rows = await db.execute<Row>(sql`
    select ${msOf(sql`h.hour`)} as "fromMs", h.watched_seconds as "watchedSeconds", h.up_seconds as "upSeconds",
           h.counted_seconds as "countedSeconds", h.player_seconds as "playerSeconds", h.peak_players as "peakPlayers"
    from server_hour h
    where h.server_id = ${serverId} and h.hour >= ${timeParam(from)} and h.hour < ${timeParam(to)}
    order by h.hour`);
  return rows.map((row) => ({ ...row, toMs: row.fromMs + HOUR_MS }));
}
