import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { closeDatabase, openDatabase, type Database } from '../db.ts';

/** Where the tests' Postgres is, and the id of this test run; all set by the global set-up. */
export const TEST_SERVER_URL_KEY = 'ROLLCALL_TEST_SERVER_URL';
export const TEST_RUN_KEY = 'ROLLCALL_TEST_RUN';
/** A folder for what several test files of one run share; removed at its end. */
export const TEST_FOLDER_KEY = 'ROLLCALL_TEST_FOLDER';

/** Every database of one test run begins with this. */
export const databasePrefix = (run: string) => `rollcall_test_${run}_`;
/** A migrated database that every test database is cloned from. */
export const templateName = (run: string) => `${databasePrefix(run)}template`;
/** Login role with the rights of `rollcall_reader`; its password is its name. */
export const testReader = (run: string) => `rollcall_test_viewer_${run}`;

export interface TestDatabase extends AsyncDisposable {
  readonly db: Database;
  /** For processes that the test starts. */
  readonly url: string;
  /** The same database seen by a login role with the viewer's rights only. */
  readonly readerUrl: string;
}

/** A database of its own for one test, cloned from the migrated template and dropped when disposed. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, drop } = await createDatabase((run) => `template ${templateName(run)}`);
  const db = openDatabase({ url, applicationName: 'rollcall test' });
  const { run } = testRun();
  return {
    db,
    url,
    readerUrl: withUser(url, testReader(run), testReader(run)),
    async [Symbol.asyncDispose]() {
      await closeDatabase(db);
      await drop();
    },
  };
}

/** A database without tables, for tests of what makes them, with these options of CREATE DATABASE; dropped when disposed. */
export async function createEmptyDatabase(
  options = '',
): Promise<{ url: string } & AsyncDisposable> {
  const { url, drop } = await createDatabase(() => options);
  return { url, [Symbol.asyncDispose]: drop };
}

async function createDatabase(
  template: (run: string) => string,
): Promise<{ url: string; drop: () => Promise<void> }> {
  const { serverUrl, run } = testRun();
  const name = `${databasePrefix(run)}${randomBytes(6).toString('hex')}`;
  const admin = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  await admin.unsafe(`create database ${name} ${template(run)}`);
  return {
    url: withDatabase(serverUrl, name),
    async drop() {
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

function testRun(): { serverUrl: string; run: string } {
  const serverUrl = process.env[TEST_SERVER_URL_KEY];
  const run = process.env[TEST_RUN_KEY];
  if (serverUrl === undefined || run === undefined) {
    throw new Error('no Postgres for tests: run them with "npm test" or "npx vitest run"');
  }
  return { serverUrl, run };
}

/** What several test files make once lies here. */
export function testFolder(): string {
  const folder = process.env[TEST_FOLDER_KEY];
  if (folder === undefined) throw new Error('no folder for this run: see global-setup.ts');
  return folder;
}

export function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

function withUser(serverUrl: string, user: string, password: string): string {
  const url = new URL(serverUrl);
  url.username = user;
  url.password = password;
  return url.href;
}
