import { bigint, doublePrecision, index, integer, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { player } from './players.ts';
import { time } from './columns.ts';
import { servers } from './registry.ts';

/** Sums an hour of a server, kept for ever: what charts beyond a day read. */
export const serverHour = pgTable(
  'server_hour',
  {
    serverId: integer('server_id')
      .notNull()
      .references(() => servers.id, { onDelete: 'cascade' }),
    hour: time('hour').notNull(),
    watchedSeconds: doublePrecision('watched_seconds').notNull(),
    upSeconds: doublePrecision('up_seconds').notNull(),
    playerSeconds: doublePrecision('player_seconds').notNull(),
    peakPlayers: integer('peak_players'),
    joins: integer('joins').notNull(),
  },
  (t) => [primaryKey({ columns: [t.serverId, t.hour] })],
);

/** Sums of a player on a server, kept for ever. */
export const playerServerTotal = pgTable(
  'player_server_total',
  {
    playerId: bigint('player_id', { mode: 'bigint' })
      .notNull()
      .references(() => player.id, { onDelete: 'cascade' }),
    serverId: integer('server_id')
      .notNull()
      .references(() => servers.id, { onDelete: 'cascade' }),
    firstSeenAt: time('first_seen_at').notNull(),
    lastSeenAt: time('last_seen_at').notNull(),
    sessions: integer('sessions').notNull(),
    seconds: doublePrecision('seconds').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.playerId, t.serverId] }),
    index('player_server_total_server_idx').on(t.serverId),
  ],
);
