import type { Database } from '@rollcall/shared';
import { historyMark, player, playerName, steamUserProfile } from '@rollcall/shared/schema';
import { desc, eq, sql } from 'drizzle-orm';
import { profileOfPlayer } from './players.ts';

export interface KnownPlayer {
  readonly id: bigint;
  readonly kind: string;
  /** Their id in a game that is not on Steam. */
  readonly externalId: string | null;
  /** Used last. */
  readonly lastName: string;
  readonly personaName: string | null;
  readonly avatarUrl: string | null;
  readonly firstSeenAt: Date;
  /** The end of the last session that has closed, or when the name changed: who is in game has been seen since. */
  readonly lastSeenAt: Date;
  /** Closed sessions are kept since then; null where none was ever trimmed. */
  readonly sessionsKeptSince: Date | null;
}

/** One player; null if nobody with this id was ever seen. */
export async function knownPlayer(db: Database, id: string): Promise<KnownPlayer | null> {
  const [row] = await db
    .select({
      id: player.id,
      kind: player.kind,
      externalId: player.externalId,
      lastName: player.lastName,
      personaName: steamUserProfile.personaName,
      avatarUrl: steamUserProfile.avatarUrl,
      firstSeenAt: player.firstSeenAt,
      lastSeenAt: player.lastSeenAt,
      sessionsKeptSince: historyMark.sessionsKeptSince,
    })
    .from(player)
    .leftJoin(steamUserProfile, profileOfPlayer)
    .leftJoin(historyMark, sql`true`)
    .where(eq(player.id, BigInt(id)));
  return row ?? null;
}

interface UsedName {
  readonly name: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

const SHOWN_NAMES = 100;
/** Somebody may change the name every second. */
const READ_NAMES = 4_000;

export interface UsedNames {
  /** The newest, at most 100. */
  readonly names: readonly UsedName[];
  readonly total: number;
  /** Whether there are even more than were counted. */
  readonly more: boolean;
}

/** Every name a player has used, the last one first. */
export async function playerNames(db: Database, id: string): Promise<UsedNames> {
  const all = db.$with('all_names').as(
    db
      .select()
      .from(playerName)
      .where(eq(playerName.playerId, BigInt(id)))
      .limit(READ_NAMES),
  );
  const rows = await db
    .with(all)
    .select({
      name: all.name,
      firstSeenAt: all.firstSeenAt,
      lastSeenAt: all.lastSeenAt,
      total: sql<number>`(count(*) over ())::int`,
    })
    .from(all)
    .orderBy(desc(all.lastSeenAt), desc(all.firstSeenAt), all.name)
    .limit(SHOWN_NAMES);
  const total = rows[0]?.total ?? 0;
  return { names: rows, total, more: total === READ_NAMES };
}
