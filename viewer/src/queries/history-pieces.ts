import type { Database } from '@rollcall/shared';
import { sql } from 'drizzle-orm';
import { msOf, timeParam } from './moments.ts';

export type WatchStatus = 'up' | 'down' | 'unwatched';

/** A stretch of time in which nothing changed; its end does not belong to it. Milliseconds since 1970. */
export interface Piece {
  readonly fromMs: number;
  readonly toMs: number;
  readonly status: WatchStatus;
  /** Null while not up, and where the server does not tell; the same for the map. */
  readonly players: number | null;
  readonly bots: number | null;
  readonly map: string | null;
}

/** Pieces that cover the whole period. It reads every state in it: see `historySize` first. */
export async function historyPieces(
  db: Database,
  serverId: number,
  from: Date,
  to: Date,
): Promise<readonly Piece[]> {
  const rows = await db.execute<{ [Key in keyof Piece]: Piece[Key] }>(sql`
    select ${msOf(sql`c.started_at`)} as "fromMs", ${msOf(sql`c.ended_at`)} as "toMs", c.status, c.players, c.bots, c.map
    from concurrency(${serverId}, ${timeParam(from)}, ${timeParam(to)}) c`);
  return [...rows];
}

/** What one poll saw and no other: it lasted no time, but it was. */
export interface Glimpse {
  readonly atMs: number;
  readonly players: number;
}

/** States of the period that only one poll saw, the fullest first, a few. */
export async function glimpses(
  db: Database,
  serverId: number,
  from: Date,
  to: Date,
): Promise<readonly Glimpse[]> {
  const rows = await db.execute<{ [Key in keyof Glimpse]: Glimpse[Key] }>(sql`
    select ${msOf(sql`l.started_at`)} as "atMs", l.players
    from server_live_state l
    where l.server_id = ${serverId} and l.started_at >= ${timeParam(from)} and l.started_at < ${timeParam(to)}
      and l.last_seen_at = l.started_at and l.players is not null
    order by l.players desc, l.started_at limit 20`);
  return [...rows];
}

/** How many could be on from a moment on; null = not told. */
export interface Capacity {
  readonly sinceMs: number;
  readonly maxPlayers: number | null;
}

/** Every change of the capacity in the period, the first as it was when it began. */
export async function capacities(
  db: Database,
  serverId: number,
  from: Date,
  to: Date,
): Promise<readonly Capacity[]> {
  const rows = await db.execute<{ [Key in keyof Capacity]: Capacity[Key] }>(sql`
    select ${msOf(sql`greatest(t.started_at, ${timeParam(from)})`)} as "sinceMs", t.max_players as "maxPlayers"
    from (
      select s.started_at, s.max_players, s.max_players is distinct from lag(s.max_players) over w as changed,
             row_number() over w as n
      from server_state s
      where s.server_id = ${serverId} and s.started_at < ${timeParam(to)} and s.started_at >= coalesce(
        (select max(b.started_at) from server_state b where b.server_id = ${serverId} and b.started_at <= ${timeParam(from)}),
        ${timeParam(from)})
      window w as (order by s.started_at)
    ) as t
    where t.changed or t.n = 1
    order by t.started_at`);
  return [...rows];
}

/** How many could be on when the period ended, as far as a state before it tells. */
export async function lastCapacity(
  db: Database,
  serverId: number,
  to: Date,
): Promise<readonly Capacity[]> {
  const rows = await db.execute<{ [Key in keyof Capacity]: Capacity[Key] }>(sql`
    select ${msOf(sql`s.started_at`)} as "sinceMs", s.max_players as "maxPlayers" from server_state s
    where s.server_id = ${serverId} and s.started_at < ${timeParam(to)}
    order by s.started_at desc limit 1`);
  return [...rows];
}
