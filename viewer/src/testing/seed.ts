import type { Database } from '@rollcall/shared';
import {
  collectorRun,
  player,
  serverPlayerSession,
  serverReachability,
  servers,
  serverState,
  serverWatch,
  steamUserProfile,
} from '@rollcall/shared/schema';

type New<Table extends { $inferInsert: object }> = Table['$inferInsert'];

/** A SteamID64 that belongs to nobody in particular. */
export const steamId = (n: number) => 76561197960265728n + BigInt(n);

export const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1_000);

let named = 0;

/** A registered server; returns its id. */
export async function seedServer(
  db: Database,
  server: Partial<New<typeof servers>> = {},
): Promise<number> {
  named += 1;
  const row = { name: `Server ${named}`, host: '192.0.2.7', port: 27015, ...server };
  const [added] = await db.insert(servers).values(row).returning({ id: servers.id });
  if (added === undefined) throw new Error('no row came back');
  return added.id;
}

/** A collector that was last heard of so long ago; returns the id of its run. */
export async function seedRun(
  db: Database,
  heartbeatSecondsAgo = 1,
  run: Partial<New<typeof collectorRun>> = {},
): Promise<number> {
  const [added] = await db
    .insert(collectorRun)
    .values({
      instance: 'test:1',
      startedAt: secondsAgo(heartbeatSecondsAgo + 3_600),
      heartbeatAt: secondsAgo(heartbeatSecondsAgo),
      ...run,
    })
    .returning({ id: collectorRun.id });
  if (added === undefined) throw new Error('no row came back');
  return added.id;
}

interface Answering {
  readonly runId: number;
  readonly state?: Partial<New<typeof serverState>>;
  /** Null while it answers. */
  readonly lastOkAt?: Date | null;
}

/** Makes a server one that has answered: watched, reachable, with a current state. */
export async function seedAnswering(db: Database, serverId: number, seed: Answering) {
  const { runId, state = {}, lastOkAt = null } = seed;
  const startedAt = secondsAgo(600);
  await db.insert(serverWatch).values({ serverId, runId, lastOkAt });
  if (lastOkAt === null) {
    await db.insert(serverReachability).values({ serverId, status: 'ok', startedAt });
  }
  await db.insert(serverState).values({
    serverId,
    startedAt,
    players: 2,
    maxPlayers: 4,
    bots: 0,
    map: 'c1m2_streets',
    hibernating: false,
    ...state,
  });
}

/** A server that does not answer, for this reason. */
export async function seedTrouble(
  db: Database,
  serverId: number,
  status: New<typeof serverReachability>['status'],
) {
  await db.insert(serverReachability).values({ serverId, status, startedAt: secondsAgo(300) });
}

/** A player's session, open unless it says when it ended. */
export async function seedSession(
  db: Database,
  session: Partial<New<typeof serverPlayerSession>> & { serverId: number; playerId: bigint },
) {
  const joinedAt = session.joinedAt ?? secondsAgo(4_320);
  const nameAtJoin = session.nameAtJoin ?? `player ${session.playerId}`;
  await db
    .insert(player)
    .values({
      id: session.playerId,
      lastName: nameAtJoin,
      firstSeenAt: joinedAt,
      lastSeenAt: joinedAt,
    })
    .onConflictDoNothing();
  const ended =
    session.leftAt instanceof Date
      ? { lastSeenAt: session.leftAt, endReason: 'left' as const }
      : {};
  await db.insert(serverPlayerSession).values({ joinedAt, nameAtJoin, ...ended, ...session });
}

/** What Steam says of a player. */
export async function seedProfile(
  db: Database,
  profile: Partial<New<typeof steamUserProfile>> & { steamId64: bigint },
) {
  await db.insert(steamUserProfile).values({ fetchedAt: new Date(), ...profile });
}
