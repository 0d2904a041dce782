import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { time } from './columns.ts';
import { servers } from './registry.ts';

export const COMMAND_OUTCOMES = ['answered', 'refused', 'failed', 'cancelled'] as const;
export type CommandOutcome = (typeof COMMAND_OUTCOMES)[number];

/** What people had servers do: one row a command, written before it is sent. */
export const operatorCommand = pgTable(
  'operator_command',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    sentAt: time('sent_at').notNull().defaultNow(),
    operator: text('operator').notNull(),
    serverId: integer('server_id').references(() => servers.id, { onDelete: 'set null' }),
    /** Kept beside the number: a server may be renamed, and a console to HOST:PORT has no number. */
    target: text('target').notNull(),
    /** The command of `rollcall`: `rcon`, `kick`, `ban`, … */
    via: text('via').notNull(),
    command: text('command').notNull(),
    playerId: bigint('player_id', { mode: 'bigint' }),
    playerName: text('player_name'),
    reason: text('reason'),
    bannedUntil: time('banned_until'),
    outcome: text('outcome', { enum: COMMAND_OUTCOMES }),
    detail: text('detail'),
    durationMs: integer('duration_ms'),
  },
  (t) => [
    index('operator_command_server_idx').on(t.serverId, t.sentAt),
    index('operator_command_sent_at_idx').on(t.sentAt),
    check(
      'operator_command_outcome_known',
      sql`${t.outcome} in ('answered', 'refused', 'failed', 'cancelled')`,
    ),
  ],
);
