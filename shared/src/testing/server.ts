import { spawnSync } from 'node:child_process';
import { startEmbeddedPostgres } from '../embedded-postgres/start.ts';
import { messageOf, UserError } from '../errors.ts';

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
    return await startEmbeddedPostgres({ durable: false });
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
