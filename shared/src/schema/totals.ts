import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  real,
  text,
} from 'drizzle-orm/pg-core';
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
    /** Seconds of these in which the number of players was known: what an average divides by. */
    countedSeconds: doublePrecision('counted_seconds').notNull(),
    playerSeconds: doublePrecision('player_seconds').notNull(),
    peakPlayers: integer('peak_players'),
    joins: integer('joins').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.serverId, t.hour] }),
    // Records: the highest peak of a server, and the ones before it, without reading years of hours.
    index('server_hour_peak_idx').on(t.serverId, t.peakPlayers.desc().nullsLast(), t.hour),
  ],
);

/** Sums of a map in an hour of a server, kept for ever. */
export const serverMapHour = pgTable(
  'server_map_hour',
  {
    serverId: integer('server_id')
      .notNull()
      .references(() => servers.id, { onDelete: 'cascade' }),
    hour: time('hour').notNull(),
    map: text('map').notNull(),
    upSeconds: doublePrecision('up_seconds').notNull(),
    /** Seconds of these in which the number of players was known: what an average divides by. */
    countedSeconds: doublePrecision('counted_seconds').notNull(),
    playerSeconds: doublePrecision('player_seconds').notNull(),
    peakPlayers: integer('peak_players'),
    /** Changes to this map in this hour. */
    changes: integer('changes').notNull(),
    /** Who was on at those of these changes of which it is known who stayed. */
    playersAtChanges: integer('players_at_changes').notNull(),
    playersLost: integer('players_lost').notNull(),
  },
  (t) => [primaryKey({ columns: [t.serverId, t.hour, t.map] })],
);

/**
 * Who was on in an hour of a server, as two arrays: a row an hour and not one a player, so that a month is read from a few hundred rows.
 * Kept as long as closed sessions are.
 */
export const serverPlayerHour = pgTable(
  'server_player_hour',
  {
    serverId: integer('server_id')
      .notNull()
      .references(() => servers.id, { onDelete: 'cascade' }),
    hour: time('hour').notNull(),
    playerIds: bigint('player_ids', { mode: 'bigint' }).array().notNull(),
    /** How long each of them was on in this hour. */
    seconds: real('seconds').array().notNull(),
    /** How many of them had never been on this server before. */
    newcomers: integer('newcomers').notNull(),
  },
  (t) => [primaryKey({ columns: [t.serverId, t.hour] })],
);

/** Sums of a player on a server, kept for ever. */
export const playerServerTotal = pgTable(
  'player_server_total',
  {
    // No foreign keys: written by triggers on sessions, see there.
    playerId: bigint('player_id', { mode: 'bigint' }).notNull(),
    serverId: integer('server_id').notNull(),
    firstSeenAt: time('first_seen_at').notNull(),
    lastSeenAt: time('last_seen_at').notNull(),
    sessions: integer('sessions').notNull(),
    seconds: doublePrecision('seconds').notNull(),
  },
  (t) => [primaryKey({ columns: [t.playerId, t.serverId] })],
);

/** How far the sums reach, and since when the history is whole: one row. */
export const historyMark = pgTable(
  'history_mark',
  {
    only: boolean('only').primaryKey().default(true),
    /** Hours before it are in `server_hour`; null = none is yet. */
    summedUntil: time('summed_until'),
    /** States and reachability that ended before it are trimmed, and hours before it are final; null = nothing ever was. */
    statesKeptSince: time('states_kept_since'),
    sessionsKeptSince: time('sessions_kept_since'),
  },
  (t) => [check('history_mark_one_row', sql`${t.only}`)],
);

/** What changed in hours that were summed up before. Rows are only added and, once summed up again, deleted: nobody waits for them. */
export const serverHourStale = pgTable('server_hour_stale', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  serverId: integer('server_id').notNull(),
  since: time('since').notNull(),
});
