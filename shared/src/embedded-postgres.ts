// What "npm start" needs of the embedded Postgres: the entry `@rollcall/shared/embedded-postgres`.
export { createBoundedLog } from './embedded-postgres/bounded-log.ts';
export { diesWithParent } from './embedded-postgres/child.ts';
export { ensureDatabase, ensureLogin } from './embedded-postgres/roles.ts';
export { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres/start.ts';
