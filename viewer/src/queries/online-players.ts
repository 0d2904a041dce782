import type { Database } from '@rollcall/shared';
import { dateOf } from './moments.ts';
import type { PlayerFace } from './players.ts';

export interface OnlinePlayer extends PlayerFace {
  readonly joinedAt: Date;
  readonly joinedAge: number;
  /** Milliseconds; null where the game does not tell. */
  readonly minPing: number | null;
  readonly maxPing: number | null;
}

/** As the row comes: an id in digits, times in seconds since 1970. */
interface Row extends Omit<OnlinePlayer, 'playerId' | 'joinedAt' | 'joinedAge'> {
  readonly playerId: string;
  readonly joined: number;
  readonly now: number;
}

/** Who is in game, longest first. Prepared, as every open page of a server asks it. */
export async function onlinePlayers(
  db: Database,
  serverId: number,
): Promise<readonly OnlinePlayer[]> {
  const rows = await db.$client<Row[]>`
    select s.player_id as "playerId", p.kind, s.name_at_join as "nameAtJoin", f.persona_name as "personaName",
           f.avatar_url as "avatarUrl", date_part('epoch', s.joined_at) as joined, date_part('epoch', now()) as now,
           s.min_ping as "minPing", s.max_ping as "maxPing"
    from server_player_session s
    join player p on p.id = s.player_id
    left join steam_user_profile f on f.steam_id_64 = p.id and p.kind = 'steam'
    where s.server_id = ${serverId} and s.left_at is null
    order by s.joined_at, s.player_id`;
  return rows.map(({ playerId, joined, now, ...player }) => ({
    ...player,
    playerId: BigInt(playerId),
    joinedAt: dateOf(joined),
    joinedAge: now - joined,
  }));
}
