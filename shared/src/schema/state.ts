import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { time } from './columns.ts';

/** What a server said of itself, run-length encoded: one row as long as nothing changes. */
export const serverState = pgTable(
  'server_state',
  {
    id: bigint('id', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    // No foreign key: see the sessions.
    serverId: integer('server_id').notNull(),
    startedAt: time('started_at').notNull(),
    endedAt: time('ended_at'),
    players: integer('players'),
    maxPlayers: integer('max_players'),
    bots: integer('bots'),
    map: text('map'),
    hibernating: boolean('hibernating'),
  },
  (t) => [
    // No index on `id`: see the sessions.
    primaryKey({ columns: [t.serverId, t.startedAt] }),
    uniqueIndex('server_state_current_key')
      .on(t.serverId)
      .where(sql`${t.endedAt} is null`),
    check(
      'server_state_ends_after_start',
      sql`${t.endedAt} is null or ${t.endedAt} >= ${t.startedAt}`,
    ),
  ],
);
