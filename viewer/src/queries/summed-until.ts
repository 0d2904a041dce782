import type { Database } from '@rollcall/shared';
import { historyMark } from '@rollcall/shared/schema';
import { sql } from 'drizzle-orm';

/** A moment as a parameter. */
export const moment = (at: Date) => sql`${at.toISOString()}::timestamptz`;

/**
 * `with summed as (…)`: `at` is the hour until which the sums of the window are used; from there the history itself is read. Never more
 * than a day of it: where the sums lag further behind, hours between are unknown.
 */
export const summedUntil = (from: Date, to: Date) => sql`
  summed as materialized (
    select least(${moment(to)}, greatest(${moment(from)}, coalesce(summed_until, ${moment(from)}),
      date_trunc('hour', ${moment(to)} - interval '24 hours', 'UTC'))) as at
    from history_mark)`;

/** Since when it is known who was on; null where no session was ever trimmed. */
export async function sessionsKeptSince(
  db: Database,
): Promise<{ readonly sessionsKeptSince: Date | null }> {
  const [row] = await db
    .select({ sessionsKeptSince: historyMark.sessionsKeptSince })
    .from(historyMark);
  return row ?? { sessionsKeptSince: null };
}
