import { closeDatabase, migrate, openDatabase, type Database } from '@rollcall/shared';
import { startEmbeddedPostgres } from '@rollcall/shared/embedded-postgres';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { INTERVAL_MS, PATIENCE_MS } from './extent.ts';

export interface OwnPostgres extends AsyncDisposable {
  readonly url: string;
  /** Opens anew after each time that the server was away. */
  readonly db: Database;
  stop(): Promise<void>;
  /** Ends it without writing what it has in memory, as a crash does. */
  crash(): Promise<void>;
  start(): Promise<void>;
}

/** A migrated Postgres that can be stopped, crashed and started again on the same port. */
export async function ownPostgres(): Promise<OwnPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-faults-'));
  chmodSync(folder, 0o755);
  const begin = () => startEmbeddedPostgres({ folder: join(folder, 'postgres'), durable: false });
  let server = await begin();
  const { url } = server;
  await migrate(url);
  let db = openDatabase({ url, applicationName: 'test' });
  const away = async (end: () => Promise<unknown>) => {
    await closeDatabase(db, 0);
    await end();
  };
  return {
    url,
    get db() {
      return db;
    },
    stop: () => away(() => server.stop()),
    crash: () =>
      away(() => {
        const file = join(folder, 'postgres', 'data', 'postmaster.pid');
        process.kill(Number(readFileSync(file, 'utf8').split('\n')[0]), 'SIGQUIT');
        return server.ended;
      }),
    async start() {
      server = await begin();
      expect(server.url).toBe(url);
      db = openDatabase({ url, applicationName: 'test' });
    },
    async [Symbol.asyncDispose]() {
      await away(() => server.stop());
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** All that the newest run has seen until now is written. */
export async function caughtUp({ db }: Pick<OwnPostgres, 'db'>): Promise<void> {
  const backAt = new Date(Date.now() + INTERVAL_MS).toISOString();
  const heartbeat = () => db.$client`
    select 1 from collector_run where id = (select max(id) from collector_run) and heartbeat_at > ${backAt}`;
  await expect.poll(heartbeat, { timeout: PATIENCE_MS, interval: 100 }).toHaveLength(1);
}
