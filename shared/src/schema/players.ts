import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { time } from './columns.ts';

/** A person. `id` is the SteamID64 for Steam players: always a `bigint`, text in JSON. */
export const player = pgTable(
  'player',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey(),
    kind: text('kind').notNull().default('steam'),
    externalId: text('external_id'),
    lastName: text('last_name').notNull(),
    firstSeenAt: time('first_seen_at').notNull(),
    lastSeenAt: time('last_seen_at').notNull(),
  },
  (t) => [
    uniqueIndex('player_external_id_key')
      .on(t.kind, t.externalId)
      .where(sql`${t.externalId} is not null`),
  ],
);

/**
 * Every name a player has used. That of the name used last is not written here each time it is seen: it is the player's `last_seen_at`,
 * and the view `player_name` shows it so.
 */
export const playerNameSeen = pgTable(
  'player_name_seen',
  {
    playerId: bigint('player_id', { mode: 'bigint' }).notNull(),
    name: text('name').notNull(),
    firstSeenAt: time('first_seen_at').notNull(),
    lastSeenAt: time('last_seen_at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'player_name_player_id_name_pk', columns: [t.playerId, t.name] }),
    foreignKey({
      name: 'player_name_player_id_player_id_fk',
      columns: [t.playerId],
      foreignColumns: [player.id],
    }).onDelete('cascade'),
    // New entries wait in a short list, so that a new name costs the collector little.
    index('player_name_grams_idx')
      .using('gin', sql`name_grams(${t.name})`)
      .with({ gin_pending_list_limit: 4096 }),
  ],
);

export const END_REASONS = [
  'left',
  'rejoined',
  'unreachable',
  'collector_gap',
  'server_removed',
] as const;
export type EndReason = (typeof END_REASONS)[number];

/** One row a connection; `left_at` null means in game. */
export const serverPlayerSession = pgTable(
  'server_player_session',
  {
    id: bigint('id', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    // Triggers see to it that server and player exist: a foreign key would write a lock into the log for each new row.
    serverId: integer('server_id').notNull(),
    playerId: bigint('player_id', { mode: 'bigint' }).notNull(),
    joinedAt: time('joined_at').notNull(),
    leftAt: time('left_at'),
    lastSeenAt: time('last_seen_at'),
    endReason: text('end_reason', { enum: END_REASONS }),
    nameAtJoin: text('name_at_join').notNull(),
    minPing: integer('min_ping'),
    maxPing: integer('max_ping'),
  },
  (t) => [
    // No index on `id`: it would be a fifth of what a join and a leave cost. Sessions are named by what they are.
    primaryKey({ columns: [t.playerId, t.joinedAt, t.serverId] }),
    uniqueIndex('server_player_session_open_key')
      .on(t.serverId, t.playerId)
      .where(sql`${t.leftAt} is null`),
    index('server_player_session_closed_idx')
      .on(t.serverId, t.leftAt)
      .where(sql`${t.leftAt} is not null`),
    // The few that lasted long, so that whoever was on at a moment is found among a day of others.
    index('server_player_session_long_idx')
      .on(t.serverId, t.leftAt)
      .where(sql`${t.leftAt} - ${t.joinedAt} > interval '24 hours'`),
    index('server_player_session_left_at_brin').using('brin', t.leftAt),
    check(
      'server_player_session_leaves_after_join',
      sql`${t.leftAt} is null or ${t.leftAt} >= ${t.joinedAt}`,
    ),
    check(
      'server_player_session_end_has_reason',
      sql`(${t.leftAt} is null) = (${t.endReason} is null)`,
    ),
    check(
      'server_player_session_end_reason_known',
      sql`${t.endReason} in ('left', 'rejoined', 'unreachable', 'collector_gap', 'server_removed')`,
    ),
  ],
);

/** Steam's own name and picture of a player, cached for all servers. */
export const steamUserProfile = pgTable(
  'steam_user_profile',
  {
    steamId64: bigint('steam_id_64', { mode: 'bigint' }).primaryKey(),
    personaName: text('persona_name'),
    avatarUrl: text('avatar_url'),
    fetchedAt: time('fetched_at').notNull(),
  },
  (t) => [
    index('steam_user_profile_grams_idx')
      .using('gin', sql`name_grams(${t.personaName})`)
      .with({ gin_pending_list_limit: 4096 }),
  ],
);
