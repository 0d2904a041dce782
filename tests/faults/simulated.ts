import type { Database } from '@rollcall/shared';
import { startFleet } from '../../collector/src/practice/fleet.ts';
import type { PracticeServer } from '../../collector/src/practice/world.ts';

export const INTERVAL_MS = 1_000;
const PASSWORD = 'a simulated secret';

/** What a collector needs to watch simulated servers. */
export const collectorEnv = (url: string) => ({
  DATABASE_URL: url,
  LIVE_STATE_POLL_SECONDS: String(INTERVAL_MS / 1_000),
  LIVE_STATE_QUERY_TIMEOUT_SECONDS: '0.9',
});

export interface Simulated extends AsyncDisposable {
  /** By the number under which they are registered. */
  readonly servers: ReadonlyMap<number, PracticeServer>;
  /** When each of them was asked for its status, milliseconds since 1970. */
  readonly polls: ReadonlyMap<number, readonly number[]>;
  /** Those that were not polled since, with what the database says of them. */
  unpolledSince(sinceMs: number): Promise<readonly unknown[]>;
}

/** Lively servers that are registered, and keep their own log of who came and went. */
export async function simulate(db: Database, count: number, seed: string): Promise<Simulated> {
  const times = new Map<PracticeServer, number[]>();
  const fleet = await startFleet({
    servers: count,
    seed,
    portBase: 0,
    password: PASSWORD,
    speed: 8,
    bans: false,
    onLine(server, line) {
      // Some games are asked for status_json as well.
      if (line === 'status') times.get(server)?.push(Date.now());
    },
  });
  const servers = new Map<number, PracticeServer>();
  const polls = new Map<number, number[]>();
  for (const { name, host, port, server } of fleet.members) {
    const [row] = await db.$client<{ id: number }[]>`
      with added as (insert into servers (name, host, port) values (${name}, ${host}, ${port}) returning id)
      insert into server_credentials select id, ${PASSWORD} from added returning server_id as id`;
    if (row === undefined) throw new Error('no row');
    servers.set(row.id, server);
    const own: number[] = [];
    polls.set(row.id, own);
    times.set(server, own);
  }
  return {
    servers,
    polls,
    unpolledSince: (sinceMs) =>
      Promise.all(
        [...polls]
          .filter(([, own]) => (own.at(-1) ?? 0) < sinceMs)
          .map(
            ([id]) => db.$client`
              select server_id, run_id, status, detail from server_reachability
              left join server_lease using (server_id) where server_id = ${id} and ended_at is null`,
          ),
      ),
    [Symbol.asyncDispose]: () => fleet.close(),
  };
}
