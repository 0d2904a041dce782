import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { startEmbeddedPostgres } from '../embedded-postgres/start.ts';
import { messageOf, UserError } from '../errors.ts';
import { memoryFolder } from './memory-folder.ts';

export interface TestServer {
  /** Connection string of a role that may make databases and roles. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A real Postgres for the tests: the one of `TEST_DATABASE_URL`, else an embedded one, else one in a container.
 *
 * @throws UserError saying what was tried.
 */
export async function startTestServer(given: string | undefined): Promise<TestServer> {
  if (given !== undefined && given !== '') {
    return { url: given, stop: () => Promise.resolve() };
  }
  try {
    return await startEmbedded();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const problem = containerProblem();
    if (problem === null) return startContainer();
    throw new UserError(
      `no Postgres for the tests.\nEmbedded: ${messageOf(error)}\nContainer: ${problem}\nSet TEST_DATABASE_URL to a Postgres whose role may make databases and roles.`,
      { cause: error },
    );
  }
}

async function startEmbedded(): Promise<TestServer> {
  const folder = memoryFolder();
  if (folder === null) return startEmbeddedPostgres({ durable: false });
  // Postgres' user, who is not root, goes through it.
  chmodSync(folder, 0o755);
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const data = join(folder, 'postgres');
    const server = await startEmbeddedPostgres({ folder: data, durable: false });
    const admin = postgres(server.url, { max: 1 });
    // 1 GB of log would be too much there.
    await admin`alter system set max_wal_size = '192MB'`;
    await admin`select pg_reload_conf()`;
    await admin.end();
    return { url: server.url, stop: () => server.stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Why no container can be started; null when one can. The client alone, without an engine, is not enough. */
function containerProblem(): string | null {
  const info = spawnSync('docker', ['info'], { encoding: 'utf8', timeout: 10_000 });
  if (info.error !== undefined) return messageOf(info.error);
  return info.status === 0 ? null : 'no engine answers "docker info"';
}

async function startContainer(): Promise<TestServer> {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const container = await new PostgreSqlContainer('postgres:18-alpine')
    .withCommand(['postgres', '-c', 'fsync=off'])
    .start();
  return {
    url: container.getConnectionUri(),
    async stop() {
      await container.stop();
    },
  };
}
