import postgres from 'postgres';
import { startEmbeddedPostgres } from '../embedded-postgres/start.ts';
import { migrate } from '../migrate.ts';
import { READER_ROLE } from '../reader-role.ts';
import { TEST_READER, TEST_SERVER_URL_KEY, TEST_TEMPLATE, withDatabase } from './database.ts';

/** Starts a Postgres for the whole test run and prepares the template; returns what ends it. */
export default async function setup(): Promise<() => Promise<void>> {
  const server = await startEmbeddedPostgres({ durable: false });
  process.env[TEST_SERVER_URL_KEY] = server.url;
  const admin = postgres(server.url, { max: 1, onnotice: () => undefined });
  await admin.unsafe(`create database ${TEST_TEMPLATE}`);
  await migrate(withDatabase(server.url, TEST_TEMPLATE));
  await admin.unsafe(
    `create role ${TEST_READER} login password '${TEST_READER}' in role ${READER_ROLE}`,
  );
  await admin.end();
  return () => server.stop();
}
