import type { Database } from '@rollcall/shared';
import { storable } from '../store/storable.ts';
import type { Summaries } from './steam-api.ts';

/** Individuals in Steam's public universe; other ids (anonymous game servers, …) are no players. */
const FIRST_ID = '76561197960265729';
const LAST_ID = '76561202255233023';

/**
 * Who is in game, or left after `leftSince`, and has no profile fetched after `freshSince`: at most `limit`, first those of whom nothing is
 * known.
 */
export async function wantedProfiles(
  db: Database,
  wanted: { readonly freshSince: Date; readonly leftSince: Date; readonly limit: number },
): Promise<readonly bigint[]> {
  const rows = await db.$client<{ id: string }[]>`
    select s.player_id as id
    from (
      select player_id from server_player_session where left_at is null
      union
      select player_id from server_player_session where left_at >= ${wanted.leftSince.toISOString()}
    ) s
    left join steam_user_profile f on f.steam_id_64 = s.player_id
    where s.player_id between ${FIRST_ID} and ${LAST_ID}
      and (f.fetched_at is null or f.fetched_at < ${wanted.freshSince.toISOString()})
    order by f.fetched_at nulls first, s.player_id
    limit ${wanted.limit}`;
  return rows.map(({ id }) => BigInt(id));
}

/**
 * Stores what Steam said of these ids. Who was not in the answer has no account, which is remembered, too; of what was not understood
 * only that Steam was asked.
 */
export async function storeProfiles(
  db: Database,
  asked: readonly bigint[],
  { found, unclear }: Summaries,
  fetchedAt: Date,
): Promise<void> {
  const profiles = new Map(found.map((profile) => [profile.steamId64, profile]));
  const kept = new Set(unclear);
  const rows = asked.map((id) => {
    const profile = profiles.get(id);
    return {
      id: String(id),
      name: profile === undefined ? null : storable(profile.personaName),
      avatar: profile?.avatarUrl ?? null,
      keep: kept.has(id),
    };
  });
  await db.$client`
    insert into steam_user_profile as t (steam_id_64, persona_name, avatar_url, fetched_at)
    select x.id, x.name, x.avatar, ${fetchedAt.toISOString()}
    from jsonb_to_recordset(${JSON.stringify(rows.filter(({ keep }) => !keep))}::text::jsonb)
      as x(id bigint, name text, avatar text)
    order by x.id
    on conflict (steam_id_64) do update set
      persona_name = excluded.persona_name, avatar_url = excluded.avatar_url, fetched_at = excluded.fetched_at`;
  if (kept.size === 0) return;
  await db.$client`
    insert into steam_user_profile (steam_id_64, fetched_at)
    select x.id, ${fetchedAt.toISOString()}
    from jsonb_to_recordset(${JSON.stringify(rows.filter(({ keep }) => keep))}::text::jsonb) as x(id bigint)
    order by x.id
    on conflict (steam_id_64) do update set fetched_at = excluded.fetched_at`;
}
