import { bigint, boolean, integer, pgView, text } from 'drizzle-orm/pg-core';
import { time } from './columns.ts';
import { REACHABILITY_STATUSES } from './watch.ts';

/** What people query: every state with the time until which it is known to have held. Defined in SQL. */
export const serverLiveState = pgView('server_live_state', {
  id: bigint('id', { mode: 'number' }).notNull(),
  serverId: integer('server_id').notNull(),
  startedAt: time('started_at').notNull(),
  lastSeenAt: time('last_seen_at').notNull(),
  players: integer('players'),
  maxPlayers: integer('max_players'),
  bots: integer('bots'),
  map: text('map'),
  hibernating: boolean('hibernating'),
}).existing();

/** `server_reachability` with the time until which each row is known to hold. Defined in SQL. */
export const serverReachabilityKnown = pgView('server_reachability_known', {
  id: bigint('id', { mode: 'number' }).notNull(),
  serverId: integer('server_id').notNull(),
  status: text('status', { enum: REACHABILITY_STATUSES }).notNull(),
  detail: text('detail'),
  startedAt: time('started_at').notNull(),
  endedAt: time('ended_at'),
  knownUntil: time('known_until').notNull(),
}).existing();

/** Every name a player has used. Defined in SQL, over `player_name_seen`. */
export const playerName = pgView('player_name', {
  playerId: bigint('player_id', { mode: 'bigint' }).notNull(),
  name: text('name').notNull(),
  firstSeenAt: time('first_seen_at').notNull(),
  lastSeenAt: time('last_seen_at').notNull(),
}).existing();
