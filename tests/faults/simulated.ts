import type { Database } from '@rollcall/shared';
import { startFleet } from '../../collector/src/practice/fleet.ts';
import type { PracticeServer } from '../../collector/src/practice/world.ts';
import { INTERVAL_MS } from './extent.ts';

const PASSWORD = 'a simulated secret';

/** What a collector needs to watch simulated servers. */
export const collectorEnv = (url: string) => ({
  DATABASE_URL: url,
  LIVE_STATE_POLL_SECONDS: String(INTERVAL_MS / 1_000),
  LIVE_STATE_QUERY_TIMEOUT_SECONDS: String((0.9 * INTERVAL_MS) / 1_000),
});

/** A server was asked for its status. */
export interface Poll {
  readonly atMs: number;
  /** The server counts its connections. */
  readonly connection: number;
}

export interface Simulated extends AsyncDisposable {
  /** By the number under which they are registered. */
  readonly servers: ReadonlyMap<number, PracticeServer>;
  /** Every poll of each of them, as it saw it itself. */
  readonly polls: ReadonlyMap<number, readonly Poll[]>;
  /** Those that were not polled since. */
  unpolledSince(sinceMs: number): readonly number[];
}

/** Lively servers that are registered, and keep their own log of who came and went. */
export async function simulate(db: Database, count: number, seed: string): Promise<Simulated> {
  const logs = new Map<PracticeServer, Poll[]>();
  const fleet = await startFleet({
    servers: count,
    seed,
    portBase: 0,
    password: PASSWORD,
    speed: 6,
    bans: false,
    onLine(server, line, connection) {
      // Some games are asked for status_json as well.
      if (line === 'status') logs.get(server)?.push({ atMs: Date.now(), connection });
    },
  });
  const servers = new Map<number, PracticeServer>();
  const polls = new Map<number, readonly Poll[]>();
  for (const { name, host, port, server } of fleet.members) {
    const id = await register(db, name, port, host);
    const log: Poll[] = [];
    servers.set(id, server);
    polls.set(id, log);
    logs.set(server, log);
  }
  return {
    servers,
    polls,
    unpolledSince: (sinceMs) =>
      [...polls].filter(([, log]) => (log.at(-1)?.atMs ?? 0) < sinceMs).map(([id]) => id),
    [Symbol.asyncDispose]: () => fleet.close(),
  };
}

/** Puts a server into the registry, with the password that the simulated ones have. */
export async function register(
  db: Database,
  name: string,
  port: number,
  host = '127.0.0.1',
): Promise<number> {
  const [row] = await db.$client<{ id: number }[]>`
    with added as (insert into servers (name, host, port) values (${name}, ${host}, ${port}) returning id)
    insert into server_credentials select id, ${PASSWORD} from added returning server_id as id`;
  if (row === undefined) throw new Error('no row');
  return row.id;
}
