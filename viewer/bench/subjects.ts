import type { Database } from '@rollcall/shared';

/** What the benchmark asks about: where there is most to read. */
export interface Subjects {
  /** The server with the most sessions. */
  readonly serverId: number;
  /** How many are on it now. */
  readonly online: number;
  /** The player with the most sessions. */
  readonly playerId: string;
  readonly group: string;
  /** How many servers the group has. */
  readonly groupSize: number;
  /** A part of the name of very many, and one of few. */
  readonly commonName: string;
  readonly rareName: string;
}

export async function findSubjects(db: Database): Promise<Subjects> {
  const [row] = await db.$client<Omit<Subjects, 'commonName'>[]>`
    with busiest as (
      select server_id as id from player_server_total group by server_id order by sum(sessions) desc limit 1
    )
    select b.id as "serverId", t.player_id::text as "playerId", g.group_label as "group", g.n as "groupSize",
           (select count(*)::int from server_player_session s where s.server_id = b.id and s.left_at is null) as online,
           (select last_name from player order by md5(id::text) limit 1) as "rareName"
    from busiest b,
         (select player_id from player_server_total group by player_id order by sum(sessions) desc limit 1) t,
         (select group_label, count(*)::int as n from servers where group_label is not null group by 1 order by 1 limit 1) g`;
  if (row === undefined) throw new Error('the history is empty');
  return { ...row, commonName: 'sgt' };
}
