import type { Database } from '../../db.ts';
import {
  collectorRun,
  player,
  serverPlayerSession,
  serverReachability,
  servers,
  serverState,
  serverWatch,
} from '../../schema/tables.ts';

type New<Table extends { $inferInsert: object }> = Table['$inferInsert'];

/** Two hours before the clocks of Berlin and the like skip one, which must not matter. */
const ZERO = Date.UTC(2026, 2, 28, 23);

/** The time so many seconds into the stories of these tests. */
export const at = (seconds: number) => new Date(ZERO + seconds * 1_000);

/** For a parameter of a query. */
export const iso = (seconds: number) => at(seconds).toISOString();

/** The reverse, for what a query told; null stays null. */
export const secondsOf = (time: string | null) =>
  time === null ? null : (new Date(time).getTime() - ZERO) / 1_000;

export const ADA = 76561198000000001n;
export const BOB = 76561198000000002n;
export const EVE = 76561198000000003n;

let named = 0;

/** A registered server; returns its id. */
export async function addServer(
  db: Database,
  server: Partial<New<typeof servers>> = {},
): Promise<number> {
  named += 1;
  const row = { name: `Server ${String(named)}`, host: '192.0.2.7', port: 27015, ...server };
  const [added] = await db.insert(servers).values(row).returning({ id: servers.id });
  if (added === undefined) throw new Error('no row came back');
  return added.id;
}

/** A run of a collector between these seconds; returns its id. */
export async function addRun(db: Database, started: number, heartbeat: number): Promise<number> {
  const [added] = await db
    .insert(collectorRun)
    .values({ instance: 'test:1', startedAt: at(started), heartbeatAt: at(heartbeat) })
    .returning({ id: collectorRun.id });
  if (added === undefined) throw new Error('no row came back');
  return added.id;
}

/** Says which run watches a server; `lastOk` is null while it answers. */
export async function addWatch(
  db: Database,
  serverId: number,
  runId: number,
  lastOk: number | null = null,
) {
  const lastOkAt = lastOk === null ? null : at(lastOk);
  await db.insert(serverWatch).values({ serverId, runId, lastOkAt });
}

export type Status = New<typeof serverReachability>['status'];

/** Each row begins and ends at these seconds; one that goes on has no end. */
export async function addReachability(
  db: Database,
  serverId: number,
  rows: readonly (readonly [Status, number, number | null])[],
) {
  await db.insert(serverReachability).values(
    rows.map(([status, from, to]) => ({
      serverId,
      status,
      detail: status === 'ok' ? null : `${status} since ${String(from)}`,
      startedAt: at(from),
      endedAt: to === null ? null : at(to),
    })),
  );
}

/** Each row holds so many players (null: not told) between these seconds. */
export async function addStates(
  db: Database,
  serverId: number,
  rows: readonly (readonly [number | null, number, number | null])[],
  more: Partial<New<typeof serverState>> = {},
) {
  await db.insert(serverState).values(
    rows.map(([players, from, to]) => ({
      serverId,
      players,
      maxPlayers: 8,
      bots: 0,
      map: 'c1m1_hotel',
      hibernating: false,
      startedAt: at(from),
      endedAt: to === null ? null : at(to),
      ...more,
    })),
  );
}

/** A session between these seconds; one that goes on has no end. */
export async function addSession(
  db: Database,
  serverId: number,
  playerId: bigint,
  [joined, left]: readonly [number, number | null],
  name = `player ${String(playerId)}`,
) {
  const seen = { firstSeenAt: at(joined), lastSeenAt: at(left ?? joined) };
  await db
    .insert(player)
    .values({ id: playerId, lastName: name, ...seen })
    .onConflictDoNothing();
  const end =
    left === null ? {} : { leftAt: at(left), lastSeenAt: at(left), endReason: 'left' as const };
  await db
    .insert(serverPlayerSession)
    .values({ serverId, playerId, joinedAt: at(joined), nameAtJoin: name, ...end });
}
