import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { time } from './columns.ts';
import { servers } from './registry.ts';

/** When somebody was watching at all: one row a start of a collector. */
export const collectorRun = pgTable(
  'collector_run',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    instance: text('instance').notNull(),
    startedAt: time('started_at').notNull(),
    heartbeatAt: time('heartbeat_at').notNull(),
    stoppedAt: time('stopped_at'),
    /** Number of the last batch that this run has written: what makes a retry of the same batch harmless. */
    batch: bigint('batch', { mode: 'number' }).notNull().default(0),
    /** The run that took over its servers because it was gone; from then on this one can write nothing. */
    replacedBy: integer('replaced_by'),
  },
  (t) => [index('collector_run_started_at_idx').on(t.startedAt)],
);

/** Which run watches a server; `last_ok_at` is null while the server answers. */
export const serverWatch = pgTable('server_watch', {
  serverId: integer('server_id')
    .primaryKey()
    .references(() => servers.id, { onDelete: 'cascade' }),
  runId: integer('run_id')
    .notNull()
    .references(() => collectorRun.id),
  lastOkAt: time('last_ok_at'),
  /** Answers to this run whose roster did not account for everybody (P9); written every ten minutes at most. */
  incompleteAnswers: integer('incomplete_answers').notNull().default(0),
  lastIncompleteAt: time('last_incomplete_at'),
});

/** Which run polls a server. Free without a row, and when the run has stopped or was replaced. */
export const serverLease = pgTable(
  'server_lease',
  {
    serverId: integer('server_id')
      .primaryKey()
      .references(() => servers.id, { onDelete: 'cascade' }),
    runId: integer('run_id')
      .notNull()
      .references(() => collectorRun.id, { onDelete: 'cascade' }),
  },
  (t) => [index('server_lease_run_idx').on(t.runId)],
);

export const REACHABILITY_STATUSES = ['ok', 'auth', 'timeout', 'unreachable', 'protocol'] as const;
export type ReachabilityStatus = (typeof REACHABILITY_STATUSES)[number];

/** Whether a server answered, as intervals. */
export const serverReachability = pgTable(
  'server_reachability',
  {
    id: bigint('id', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    // No foreign key: see the sessions.
    serverId: integer('server_id').notNull(),
    status: text('status', { enum: REACHABILITY_STATUSES }).notNull(),
    detail: text('detail'),
    startedAt: time('started_at').notNull(),
    endedAt: time('ended_at'),
  },
  (t) => [
    // No index on `id`: see the sessions.
    primaryKey({ columns: [t.serverId, t.startedAt] }),
    uniqueIndex('server_reachability_current_key')
      .on(t.serverId)
      .where(sql`${t.endedAt} is null`),
    // The latest outages of all servers; most rows are none.
    index('server_reachability_outage_idx')
      .on(t.startedAt)
      .where(sql`${t.status} <> 'ok'`),
    check(
      'server_reachability_status_known',
      sql`${t.status} in ('ok', 'auth', 'timeout', 'unreachable', 'protocol')`,
    ),
    check(
      'server_reachability_ends_after_start',
      sql`${t.endedAt} is null or ${t.endedAt} >= ${t.startedAt}`,
    ),
  ],
);
