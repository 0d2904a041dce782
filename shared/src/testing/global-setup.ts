import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { migrate } from '../migrate.ts';
import { READER_ROLE } from '../reader-role.ts';
import {
  databasePrefix,
  templateName,
  testReader,
  TEST_FOLDER_KEY,
  TEST_RUN_KEY,
  TEST_SERVER_URL_KEY,
  withDatabase,
} from './database.ts';
import { startTestServer } from './server.ts';

/**
 * Finds or starts a Postgres for the whole test run and prepares the template; returns what ends it. Every name carries the
 * run's own id, so that two runs can share one server.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await startTestServer(process.env['TEST_DATABASE_URL']);
  const run = randomBytes(4).toString('hex');
  process.env[TEST_SERVER_URL_KEY] = server.url;
  process.env[TEST_RUN_KEY] = run;
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-run-'));
  await chmod(folder, 0o755);
  process.env[TEST_FOLDER_KEY] = folder;
  const admin = postgres(server.url, { max: 1, onnotice: () => undefined });
  const cleanUp = async () => {
    await rm(folder, { recursive: true, force: true });
    await removeAll(admin, run);
    await admin.end();
    await server.stop();
  };
  try {
    await admin.unsafe(`create database ${templateName(run)}`);
    await migrate(withDatabase(server.url, templateName(run)));
    const reader = testReader(run);
    await admin.unsafe(`create role ${reader} login password '${reader}' in role ${READER_ROLE}`);
  } catch (error) {
    await cleanUp();
    throw error;
  }
  return cleanUp;
}

async function removeAll(admin: postgres.Sql, run: string): Promise<void> {
  const databases = await admin<{ datname: string }[]>`
    select datname from pg_database where starts_with(datname, ${databasePrefix(run)})`;
  for (const { datname } of databases) await admin.unsafe(`drop database ${datname} with (force)`);
  await admin.unsafe(`drop role if exists ${testReader(run)}`);
}
