import type { Database } from '@rollcall/shared';
import { paced, Portion, type Pace } from './pace.ts';

const HOUR_MS = 3_600_000;

/**
 * Brings `server_hour` up to date: hours that are over, and hours of which something was written late. Can be interrupted anywhere and
 * done again. `now` tells which hours are over.
 */
export async function sumUp(
  db: Database,
  now: Date,
  pace: Pace,
  signal: AbortSignal,
): Promise<void> {
  const [due] = await paced(
    pace,
    signal,
    () => db.$client<{ since: number; until: number }[]>`
      select extract(epoch from since)::float8 * 1000 as since, extract(epoch from until)::float8 * 1000 as until
      from rollcall_hours_due(${now.toISOString()})`,
  );
  if (due !== undefined) {
    const servers = new Portion(pace.servers, pace.aimMs);
    for (let hour = due.since; hour < due.until; hour += HOUR_MS) {
      const over = new Date(hour + HOUR_MS);
      if (!(await sumHour(db, new Date(hour), over, servers, pace, signal))) return;
    }
  }
  for (;;) {
    const [row] = await paced(
      pace,
      signal,
      () => db.$client<{ more: boolean }[]>`select rollcall_sum_stale() as more`,
    );
    if (row?.more !== true) return;
  }
}

/** One hour of all servers; false when another collector is at it. */
async function sumHour(
  db: Database,
  from: Date,
  to: Date,
  servers: Portion,
  pace: Pace,
  signal: AbortSignal,
): Promise<boolean> {
  let after: number | null = 0;
  while (after !== null) {
    const last: number = after;
    const [row] = await paced(
      pace,
      signal,
      () => db.$client<{ next: number | null }[]>`
        select rollcall_sum_hours(${from.toISOString()}, ${to.toISOString()}, ${last}, ${servers.size}) as next`,
      servers,
    );
    after = row?.next ?? null;
    if (after === last) return false;
  }
  return true;
}
