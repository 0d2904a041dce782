import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { closeDatabase, openDatabase, type Database } from '../db.ts';

/** Where the tests' Postgres is; set by the global set-up of the test run. */
export const TEST_SERVER_URL_KEY = 'ROLLCALL_TEST_SERVER_URL';
/** A migrated database that every test database is cloned from. */
export const TEST_TEMPLATE = 'rollcall_test_template';

export interface TestDatabase extends AsyncDisposable {
  readonly db: Database;
  /** For processes that the test starts. */
  readonly url: string;
  /** The same database seen by a login role with the viewer's rights only. */
  readonly readerUrl: string;
}

/** A database of its own for one test, cloned from the migrated template and dropped when disposed. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env[TEST_SERVER_URL_KEY];
  if (serverUrl === undefined) throw new Error('no Postgres for tests: run them with "npm test"');
  const name = `rollcall_test_${randomBytes(8).toString('hex')}`;
  const admin = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  await admin.unsafe(`create database ${name} template ${TEST_TEMPLATE}`);
  const url = withDatabase(serverUrl, name);
  const db = openDatabase({ url, applicationName: 'rollcall test' });
  return {
    db,
    url,
    readerUrl: withUser(url, TEST_READER, TEST_READER),
    async [Symbol.asyncDispose]() {
      await closeDatabase(db);
      await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

/** Login role with the rights of `rollcall_reader`; its password is its name. */
export const TEST_READER = 'rollcall_test_viewer';

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
