import { createLogger, type Database } from '@rollcall/shared';
import { serverCredentials, servers } from '@rollcall/shared/schema';
import type { TestDatabase } from '@rollcall/shared/testing';
import { readCollectorConfig } from '../config.ts';
import { runDaemon, type DaemonOptions } from '../daemon.ts';
import { fakeRconServer, type FakeServer } from './fake-rcon-server.ts';
import { rconPacket } from './rcon-wire.ts';
import { answerStatus, serveSrcds } from './srcds.ts';

/** A server whose answer can be changed; `null` is silence. */
export async function game(answer: { text: string | null }): Promise<FakeServer> {
  return fakeRconServer((rcon) =>
    serveSrcds(rcon, {
      command: (request) => (answer.text === null ? null : answerStatus(request, answer.text)),
      sentinel: ({ id }) => (answer.text === null ? null : rconPacket(id, 0)),
    }),
  );
}

/** With the password that `game` takes. */
export async function register(db: Database, name: string, { host, port }: FakeServer) {
  const [row] = await db.insert(servers).values({ name, host, port }).returning();
  if (row === undefined) throw new Error('not registered');
  await db.insert(serverCredentials).values({ serverId: row.id, rconPassword: 'right' });
  return row.id;
}

/** The whole daemon on a database, polling each second; disposing of it ends it. */
export function start(
  test: TestDatabase,
  env: Record<string, string> = {},
  more: Partial<DaemonOptions> = {},
) {
  const stop = new AbortController();
  const config = readCollectorConfig({
    DATABASE_URL: test.url,
    LIVE_STATE_POLL_SECONDS: '1',
    LIVE_STATE_QUERY_TIMEOUT_SECONDS: '0.5',
    ...env,
  });
  const log = createLogger('test', 'silent');
  const done = runDaemon({ config, log, signal: stop.signal, ...more });
  return {
    done,
    async stop() {
      const startedMs = performance.now();
      stop.abort(new Error('stopped by SIGTERM'));
      await done;
      return performance.now() - startedMs;
    },
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the test is over'));
      await done;
    },
  };
}

type Row = Record<string, unknown>;

export const sessions = (db: Database) =>
  db.$client<Row[]>`select * from server_player_session order by joined_at`;

/** For `expect.poll`. */
export const soon = { timeout: 20_000, interval: 50 };
