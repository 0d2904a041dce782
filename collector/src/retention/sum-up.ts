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
    () => db.$client<{ since: number | null; until: number | null; late: boolean }[]>`
      select extract(epoch from since)::float8 * 1000 as since, extract(epoch from until)::float8 * 1000 as until,
        exists (select from server_hour_stale) as late
      from (select) one left join rollcall_hours_due(${now.toISOString()}) on true`,
  );
  if (due === undefined || (due.since === null && !due.late)) return;
  await prepare(db, pace, signal);
  if (due.since !== null && due.until !== null) {
    const servers = new Portion(pace.servers, pace.aimMs);
    for (let hour = due.since; hour < due.until; hour += HOUR_MS) {
      const over = new Date(hour + HOUR_MS);
      if (!(await sumHour(db, new Date(hour), over, servers, pace, signal))) return;
    }
  }
  const hours = new Portion(pace.hours, pace.aimMs);
  for (;;) {
    const [row] = await paced(
      pace,
      signal,
      () => db.$client<{ more: boolean }[]>`select rollcall_sum_stale(${hours.size}) as more`,
      hours,
    );
    if (row?.more !== true) return;
  }
}

/**
 * Sums up nothing, a part at a time: on a new connection Postgres first has to read and plan what these functions are made of, which all
 * at once takes several times as long as to sum up some servers.
 */
async function prepare(db: Database, pace: Pace, signal: AbortSignal): Promise<void> {
  const sql = db.$client;
  const parts = [
    () => sql`select from rollcall_hours(now(), now(), '{}')`,
    () => sql`select from map_hours('{}', now(), now())`,
    () => sql`select from player_hours('{}', now(), now())`,
    () => sql`select rollcall_write_hour_sums(now(), now(), '{}')`,
    () => sql`select rollcall_write_hour_details(now(), now(), '{}')`,
  ];
  for (const part of parts) await paced(pace, signal, part);
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
