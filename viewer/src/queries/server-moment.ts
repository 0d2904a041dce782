import type { Database } from '@rollcall/shared';
import { sql } from 'drizzle-orm';
import { historyPieces, type Piece } from './history-pieces.ts';
import { msOf, timeParam } from './moments.ts';
import type { PlayerFace } from './players.ts';

/** More than any game has slots for. */
const MAX_SHOWN = 300;

export interface MomentPlayer extends PlayerFace {
  readonly joinedAtMs: number;
  /** Null while still in game. */
  readonly leftAtMs: number | null;
}

/** A server at one moment of its history. */
export interface ServerMoment {
  /** What was known then; it begins at the moment itself. */
  readonly piece: Piece | null;
  /** Whoever was in game then, longest first. Also where nobody watched: a session that outlasted that time is known from before and after. */
  readonly online: readonly MomentPlayer[];
  /** The last change before and the first one after the moment. */
  readonly previousMs: number | null;
  readonly nextMs: number | null;
  /** Sessions that ended before it may be gone; null = all are there. */
  readonly sessionsKeptSinceMs: number | null;
}

/** Who was on at that moment, and what else is known of it. */
export async function serverMoment(
  db: Database,
  serverId: number,
  at: Date,
): Promise<ServerMoment> {
  const [pieces, online, around] = await Promise.all([
    historyPieces(db, serverId, at, new Date(at.getTime() + 1)),
    whoWasOn(db, serverId, at),
    changesAround(db, serverId, at),
  ]);
  return { piece: pieces[0] ?? null, online, ...around };
}

async function whoWasOn(db: Database, serverId: number, at: Date) {
  type Row = Omit<{ [Key in keyof MomentPlayer]: MomentPlayer[Key] }, 'playerId'>;
  const rows = await db.execute<Row & { playerId: string }>(sql`
    select w.player_id::text as "playerId", p.kind, w.name as "nameAtJoin", u.persona_name as "personaName",
           u.avatar_url as "avatarUrl", ${msOf(sql`w.joined_at`)} as "joinedAtMs", ${msOf(sql`w.left_at`)} as "leftAtMs"
    from who_was_online(${serverId}, ${timeParam(at)}) w
    -- One by one, by index: whatever the planner believes of how many were on, not all players are read.
    cross join lateral (select kind from player where id = w.player_id offset 0) p
    left join lateral (
      select persona_name, avatar_url from steam_user_profile where steam_id_64 = w.player_id and p.kind = 'steam' offset 0
    ) u on true
    order by w.joined_at, w.player_id limit ${MAX_SHOWN}`);
  return rows.map((row) => ({ ...row, playerId: BigInt(row.playerId) }));
}

/** Where intervals of states and reachability begin and end, next to the moment; a row each, by index. */
async function changesAround(db: Database, serverId: number, at: Date) {
  type Around = Pick<ServerMoment, 'previousMs' | 'nextMs' | 'sessionsKeptSinceMs'>;
  const moment = timeParam(at);
  const beside = (table: 'server_state' | 'server_reachability') => {
    const name = sql.identifier(table);
    return sql`
      (select started_at, ended_at from ${name} where server_id = ${serverId} and started_at < ${moment}
       order by started_at desc limit 1)
      union all
      (select started_at, ended_at from ${name} where server_id = ${serverId} and started_at = ${moment})
      union all
      (select started_at, null from ${name} where server_id = ${serverId} and started_at > ${moment}
       order by started_at limit 1)`;
  };
  const [row] = await db.execute<{ [Key in keyof Around]: Around[Key] }>(sql`
    select ${msOf(sql`max(c.at) filter (where c.at < ${moment})`)} as "previousMs",
           ${msOf(sql`min(c.at) filter (where c.at > ${moment})`)} as "nextMs",
           ${msOf(sql`(select m.sessions_kept_since from history_mark m)`)} as "sessionsKeptSinceMs"
    from (${beside('server_state')} union all ${beside('server_reachability')}) as t,
         lateral (values (t.started_at), (t.ended_at)) as c(at)`);
  return row ?? { previousMs: null, nextMs: null, sessionsKeptSinceMs: null };
}
