import type { Database } from '@rollcall/shared';
import { historyMark, servers } from '@rollcall/shared/schema';
import { asc, isNull, sql } from 'drizzle-orm';
import { hoursNotSummed, type HourSums } from './hours-not-summed.ts';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const WEEK_HOURS = 7 * DAY_HOURS;
/** How many servers a query is asked for: none reads more than 5,000 rows. */
const SERVERS_A_QUERY = 28;
const SERVERS_A_TAIL = 100;
/** As much of what is not summed up yet is looked at: it is an hour, unless summing up has fallen behind. */
const TAIL_MS = 6 * HOUR_MS;

/** The last day and the last week of a server. */
export interface ServerHistory {
  /** Seconds of the last seven days. */
  readonly watchedSeconds: number;
  readonly upSeconds: number;
  /** The last 24 hours of the clock that have begun; null where nobody watched. The last one goes on. */
  readonly hours: readonly (HourSums | null)[];
}

export interface FleetHistory {
  /** When the first of the 24 hours began. */
  readonly since: Date;
  /** When this was read. */
  readonly now: Date;
  readonly servers: ReadonlyMap<number, ServerHistory>;
}

/** What `server_hour` has of the last week of some servers. */
interface WeekRow {
  readonly id: number;
  readonly watched: number;
  readonly up: number;
  readonly hours:
    readonly (readonly [number, number, number, number, number, number | null])[] | null;
}

/**
 * How all servers of the registry did: hours that are over from `server_hour`, the rest from the history itself. A few queries for many
 * servers each, one after the other.
 */
export async function fleetHistory(
  db: Database,
  askWeek: AskWeek = (...args) => fleetWeek(db, ...args),
): Promise<FleetHistory> {
  const ids = await db
    .select({ id: servers.id })
    .from(servers)
    .where(isNull(servers.removedAt))
    .orderBy(asc(servers.id));
  const [mark] = await db
    .select({
      summedUntil: historyMark.summedUntil,
      now: sql`now()`.mapWith(historyMark.summedUntil),
    })
    .from(historyMark);
  const now = mark?.now ?? new Date();
  const lastHour = Math.floor(now.getTime() / HOUR_MS);
  const since = new Date((lastHour - DAY_HOURS + 1) * HOUR_MS);
  // Whole hours, so that within an hour all ask the same.
  const week = new Date(Math.ceil(now.getTime() / HOUR_MS - WEEK_HOURS) * HOUR_MS);
  const summedUntil = mark?.summedUntil ?? new Date(now.getTime() - TAIL_MS);
  const found = new Map<number, ServerHistory>();
  for (const chunk of chunks(ids, SERVERS_A_QUERY)) {
    for (const row of await askWeek(chunk, week, since, summedUntil)) {
      const hours = new Array<HourSums | null>(DAY_HOURS).fill(null);
      for (const [hour, ...sums] of row.hours ?? []) {
        const [watchedSeconds, upSeconds, countedSeconds, playerSeconds, peakPlayers] = sums;
        const place = hour - (lastHour - DAY_HOURS + 1);
        hours[place] = { watchedSeconds, upSeconds, countedSeconds, playerSeconds, peakPlayers };
      }
      found.set(row.id, { watchedSeconds: row.watched, upSeconds: row.up, hours });
    }
  }
  const until = new Date(Math.min(now.getTime(), summedUntil.getTime() + TAIL_MS));
  for (const chunk of chunks(ids, SERVERS_A_TAIL)) {
    for (const { serverId, hour, ...sums } of await hoursNotSummed(db, chunk, summedUntil, until)) {
      const known = found.get(serverId);
      if (known === undefined) continue;
      const place = Math.round(hour.getTime() / HOUR_MS) - (lastHour - DAY_HOURS + 1);
      found.set(serverId, {
        watchedSeconds: known.watchedSeconds + sums.watchedSeconds,
        upSeconds: known.upSeconds + sums.upSeconds,
        hours: known.hours.map((old, n) => (n === place ? sums : old)),
      });
    }
  }
  return { since, now, servers: found };
}

function* chunks(ids: readonly { readonly id: number }[], size: number) {
  for (let n = 0; n < ids.length; n += size) {
    yield `{${ids
      .slice(n, n + size)
      .map(({ id }) => id)
      .join()}}`;
  }
}

/** Asks for the week of the servers in the array literal; the answer changes when more hours are summed up. */
export type AskWeek = (
  ids: string,
  week: Date,
  day: Date,
  until: Date,
) => Promise<readonly WeekRow[]>;

/** One row a server, and its hours as text: arrays of arrays need no parser of their own. */
export async function fleetWeek(
  db: Database,
  ids: string,
  week: Date,
  day: Date,
  until: Date,
): Promise<readonly WeekRow[]> {
  return db.$client<WeekRow[]>`
    select v.id, coalesce(sum(h.watched_seconds), 0)::float8 as watched, coalesce(sum(h.up_seconds), 0)::float8 as up,
           json_agg(json_build_array(
             round(extract(epoch from h.hour) / 3600)::int, h.watched_seconds, h.up_seconds, h.counted_seconds, h.player_seconds, h.peak_players
           )) filter (where h.hour >= ${day.toISOString()} and h.watched_seconds > 0) as hours
    from unnest(${ids}::int[]) as v(id)
    left join lateral (
      select * from server_hour t
      where t.server_id = v.id and t.hour >= ${week.toISOString()} and t.hour < ${until.toISOString()}
      offset 0
    ) as h on true
    group by v.id`;
}
