import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { closeDatabase, openDatabase, reachDatabase, type Database } from './db.ts';
import { UserError } from './errors.ts';
import { grantReader } from './reader-role.ts';

/** Any number: it only has to be the same in every process that migrates. */
const MIGRATION_LOCK = 7_265_651_001;

/** In a checkout the migrations lie beside the workspaces, in an installed package inside it. */
function migrationsFolder(): string {
  const candidates = ['../drizzle', '../../drizzle'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = candidates.find((path) => existsSync(`${path}/meta/_journal.json`));
  if (found === undefined) throw new Error(`no migrations in ${candidates.join(' or ')}`);
  return found;
}

export interface MigrationResult {
  /** How many migrations were applied by this call. */
  readonly applied: number;
  /** What could not be granted to the viewer's role, in words; null when all was. */
  readonly roleProblem: string | null;
}

/**
 * Brings the schema up to date and grants the viewer's role what it shows. Takes an advisory lock first (drizzle's migrator
 * takes none), so that two calls at once are safe.
 *
 * @throws UserError when the database is none of UTF8, or newer than this version.
 */
export async function migrate(url: string): Promise<MigrationResult> {
  const db = openDatabase({ url, applicationName: 'rollcall migrate', max: 1 });
  try {
    await reachDatabase(db);
    await requireUtf8(db);
    await db.$client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    const before = await appliedMigrations(db);
    const known = knownMigrations();
    if (before > known) throw new NewerSchemaError();
    await applyMigrations(db, { migrationsFolder: migrationsFolder() });
    const roleProblem = await grantReader(db);
    return { applied: known - before, roleProblem };
  } finally {
    await closeDatabase(db);
  }
}

/** Names come in every script, and search takes them apart into letters and accents, which Postgres does in UTF8 only. */
async function requireUtf8(db: Database): Promise<void> {
  const [row] = await db.$client<{ encoding: string }[]>`
    select current_setting('server_encoding') as encoding`;
  if (row?.encoding === 'UTF8') return;
  throw new UserError(
    `the database has the encoding ${row?.encoding ?? 'unknown'}, and names of players need UTF8: make one by "create database … encoding 'UTF8' template template0"`,
  );
}

/**
 * Refuses a schema that is not the one this version was built for.
 *
 * @throws UserError saying which side is older and what to do.
 */
export async function requireCurrentSchema(db: Database): Promise<void> {
  await reachDatabase(db);
  const applied = await appliedMigrations(db);
  const known = knownMigrations();
  if (applied > known) throw new NewerSchemaError();
  if (applied < known) {
    const state =
      applied === 0 ? 'has no Rollcall tables yet' : 'is older than this version of Rollcall';
    throw new UserError(`the database ${state}: run "rollcall migrate" first`);
  }
}

/** The database was migrated by a later version. */
export class NewerSchemaError extends UserError {
  constructor() {
    super(
      'the database is newer than this version of Rollcall: update Rollcall, or restore the backup made before the update',
    );
  }
}

let known: number | null = null;

/** Read once: an update puts the files of another version there while this one goes on. */
function knownMigrations(): number {
  known ??= readMigrationFiles({ migrationsFolder: migrationsFolder() }).length;
  return known;
}

async function appliedMigrations(db: Database): Promise<number> {
  const [table] = await db.$client<{ found: boolean }[]>`
    select to_regclass('drizzle.__drizzle_migrations') is not null as found`;
  if (table?.found !== true) return 0;
  const [row] = await db.$client<{ count: number }[]>`
    select count(*)::int as count from drizzle.__drizzle_migrations`;
  return row?.count ?? 0;
}
