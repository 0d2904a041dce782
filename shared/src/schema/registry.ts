import { sql } from 'drizzle-orm';
import { boolean, check, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { time } from './columns.ts';

/** The game servers there are to poll. A removed one stays as a row: its history needs its name. */
export const servers = pgTable(
  'servers',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    name: text('name').notNull(),
    host: text('host').notNull(),
    port: integer('port').notNull(),
    protocol: text('protocol').notNull().default('source'),
    groupLabel: text('group_label'),
    enabled: boolean('enabled').notNull().default(true),
    createdAt: time('created_at').notNull().defaultNow(),
    updatedAt: time('updated_at').notNull().defaultNow(),
    removedAt: time('removed_at'),
  },
  (t) => [
    uniqueIndex('servers_name_key')
      .on(t.name)
      .where(sql`${t.removedAt} is null`),
    check('servers_name_not_blank', sql`btrim(${t.name}) <> ''`),
    check('servers_port_range', sql`${t.port} between 1 and 65535`),
  ],
);

/** A table of its own, so that the viewer's role cannot read it. */
export const serverCredentials = pgTable('server_credentials', {
  serverId: integer('server_id')
    .primaryKey()
    .references(() => servers.id, { onDelete: 'cascade' }),
  rconPassword: text('rcon_password').notNull(),
});
