import type { Database } from '@rollcall/shared';
import {
  collectorRun,
  serverReachability,
  servers,
  serverState,
  serverWatch,
  type ReachabilityStatus,
} from '@rollcall/shared/schema';
import { and, eq, isNull, sql, type SQL } from 'drizzle-orm';
import { secondsSince } from './seconds-since.ts';

/** What is known of a server at this moment. Ages are seconds before the database's now. */
export interface ServerNow {
  readonly id: number;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
  readonly groupLabel: string | null;
  readonly enabled: boolean;
  /** Null when no state goes on, or where the server does not tell. */
  readonly players: number | null;
  readonly maxPlayers: number | null;
  readonly bots: number | null;
  readonly map: string | null;
  readonly hibernating: boolean | null;
  /** Null when the server has never answered. */
  readonly lastSeenAge: number | null;
  readonly lastSeenAt: Date | null;
  /** Null when it was never polled. */
  readonly status: ReachabilityStatus | null;
  readonly statusSince: Date | null;
}

/** The same as `server_live_state.last_seen_at` of the current row, and told even when no state goes on. */
const lastSeenAt = sql`greatest(${serverState.startedAt}, coalesce(${serverWatch.lastOkAt}, ${collectorRun.heartbeatAt}))`;

/** All servers of the registry as they are now, in no particular order. */
export function fleetNow(db: Database): Promise<readonly ServerNow[]> {
  return serversNow(db, isNull(servers.removedAt));
}

/** One server as it is now; null if there is none, or if it was removed. */
export async function serverNow(db: Database, id: number): Promise<ServerNow | null> {
  const [server] = await serversNow(db, and(eq(servers.id, id), isNull(servers.removedAt)));
  return server ?? null;
}

// One current row each, found by partial unique indexes; history is not touched.
function serversNow(db: Database, condition: SQL | undefined): Promise<ServerNow[]> {
  return db
    .select({
      id: servers.id,
      name: servers.name,
      host: servers.host,
      port: servers.port,
      protocol: servers.protocol,
      groupLabel: servers.groupLabel,
      enabled: servers.enabled,
      players: serverState.players,
      maxPlayers: serverState.maxPlayers,
      bots: serverState.bots,
      map: serverState.map,
      hibernating: serverState.hibernating,
      lastSeenAge: secondsSince(lastSeenAt),
      lastSeenAt: lastSeenAt.mapWith(serverState.startedAt),
      status: serverReachability.status,
      statusSince: serverReachability.startedAt,
    })
    .from(servers)
    .leftJoin(serverState, and(eq(serverState.serverId, servers.id), isNull(serverState.endedAt)))
    .leftJoin(
      serverReachability,
      and(eq(serverReachability.serverId, servers.id), isNull(serverReachability.endedAt)),
    )
    .leftJoin(serverWatch, eq(serverWatch.serverId, servers.id))
    .leftJoin(collectorRun, eq(collectorRun.id, serverWatch.runId))
    .where(condition)
    .execute();
}
