import type { Database } from '@rollcall/shared';
import { sql } from 'drizzle-orm';

/** An hour in which more were on a server than ever before. */
export interface PlayerRecord {
  readonly serverId: number;
  readonly serverName: string;
  readonly serverCreatedAt: Date;
  /** When the hour began. */
  readonly hour: Date;
  readonly players: number;
  /** The record before. */
  readonly before: number;
}

const MAX_RECORDS = 10;

/**
 * Records of the last 30 days on servers that had been watched for a week before; the newest first, at most 10 a server. From the
 * highest peak of all back to the highest one before it, and so on: an index has them in this order.
 */
export async function recordsLately(
  db: Database,
  serverId: number | null,
): Promise<readonly PlayerRecord[]> {
  const below = sql`h.server_id = v.id and h.peak_players > 0`;
  const highest = sql`order by h.peak_players desc nulls last, h.hour limit 1`;
  const rows = await db.execute<{
    serverId: number;
    serverName: string;
    createdMs: number;
    hourMs: number;
    players: number;
    before: number;
  }>(sql`
    select v.id as "serverId", v.name as "serverName", (extract(epoch from v.created_at) * 1000)::float8 as "createdMs",
           (extract(epoch from r.hour) * 1000)::float8 as "hourMs", r.peak as players, r.before
    from servers v cross join lateral (
      with recursive peaks as (
        (select h.hour, h.peak_players as peak, 1 as n from server_hour h where ${below} ${highest})
        union all
        select b.hour, b.peak, p.n + 1 from peaks p cross join lateral (
          select h.hour, h.peak_players as peak from server_hour h
          where ${below} and h.peak_players < p.peak and h.hour < p.hour ${highest}
        ) b
        where p.hour > now() - interval '30 days' and p.n <= ${MAX_RECORDS}
      )
      select p.hour, p.peak, lead(p.peak) over (order by p.n) as before from peaks p
    ) r
    where v.removed_at is null and ${serverId === null ? sql`true` : sql`v.id = ${serverId}`}
      and r.hour > now() - interval '30 days' and r.before is not null
      and exists (select from server_hour w where w.server_id = v.id and w.hour <= r.hour - interval '7 days')
    order by r.hour desc, v.id
    limit 100`);
  return rows.map(({ createdMs, hourMs, ...record }) => ({
    ...record,
    serverCreatedAt: new Date(createdMs),
    hour: new Date(hourMs),
  }));
}
