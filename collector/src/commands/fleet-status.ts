import type { Database } from '@rollcall/shared';
import {
  collectorRun,
  serverReachability,
  serverPlayerSession,
  servers,
  serverState,
  serverWatch,
} from '@rollcall/shared/schema';
import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { conditionOf, type Condition } from './condition.ts';

export interface ServerStatus {
  readonly id: number;
  readonly name: string;
  readonly group: string | null;
  readonly condition: Condition;
  /** Since when it is reachable or not; null where nobody has polled it. */
  readonly since: Date | null;
  /** What went wrong, as the collector wrote it down; null while all is well. */
  readonly detail: string | null;
  readonly lastSeenAt: Date | null;
  readonly openSessions: number;
  /** What the server said last; told only while it is live, since nothing else is known to hold. */
  readonly state: {
    readonly players: number | null;
    readonly maxPlayers: number | null;
    readonly bots: number | null;
    readonly map: string | null;
    readonly hibernating: boolean | null;
  } | null;
}

interface CollectorStatus {
  readonly instance: string;
  readonly startedAt: Date;
  readonly heartbeatAt: Date;
  readonly stoppedAt: Date | null;
  readonly isRunning: boolean;
}

export interface FleetStatus {
  /** By the clock of the database. */
  readonly now: Date;
  /** All that run, else the last one that did. */
  readonly collectors: readonly CollectorStatus[];
  /** Those of one group beside each other. */
  readonly servers: readonly ServerStatus[];
}

const RECENT_RUNS = 50;

/** How the fleet is; what nobody has looked at for `staleMs` counts as not watched. */
export async function fleetStatus(db: Database, staleMs: number): Promise<FleetStatus> {
  const runs = await db
    .select({
      run: {
        instance: collectorRun.instance,
        startedAt: collectorRun.startedAt,
        heartbeatAt: collectorRun.heartbeatAt,
        stoppedAt: collectorRun.stoppedAt,
      },
      now: sql`now()`.mapWith((text: string) => new Date(text)),
    })
    .from(collectorRun)
    .orderBy(desc(collectorRun.startedAt))
    .limit(RECENT_RUNS);
  const now = runs[0]?.now ?? new Date();
  const collectors = runs.map(({ run }) => ({
    ...run,
    isRunning: run.stoppedAt === null && now.getTime() - run.heartbeatAt.getTime() <= staleMs,
  }));
  const running = collectors.filter((collector) => collector.isRunning);
  const rows = await serverRows(db);
  return {
    now,
    collectors: running.length > 0 ? running : collectors.slice(0, 1),
    servers: rows.map((row) => {
      const lastSeenAt = row.lastOkAt ?? row.heartbeatAt;
      const facts = { ...row, lastSeenAt, isWatched: running.length > 0 };
      const condition = conditionOf(facts, now, staleMs);
      return {
        id: row.id,
        name: row.name,
        group: row.group,
        condition,
        since: row.since,
        detail: row.detail,
        lastSeenAt,
        openSessions: row.openSessions,
        state: condition === 'live' ? row.state : null,
      };
    }),
  };
}

function serverRows(db: Database) {
  return db
    .select({
      id: servers.id,
      name: servers.name,
      group: servers.groupLabel,
      enabled: servers.enabled,
      reachability: serverReachability.status,
      detail: serverReachability.detail,
      since: serverReachability.startedAt,
      lastOkAt: serverWatch.lastOkAt,
      heartbeatAt: collectorRun.heartbeatAt,
      openSessions: sql<number>`(
        select count(*)::int from ${serverPlayerSession}
        where ${serverPlayerSession.serverId} = ${servers.id} and ${serverPlayerSession.leftAt} is null)`,
      state: {
        players: serverState.players,
        maxPlayers: serverState.maxPlayers,
        bots: serverState.bots,
        map: serverState.map,
        hibernating: serverState.hibernating,
      },
    })
    .from(servers)
    .leftJoin(
      serverReachability,
      and(eq(serverReachability.serverId, servers.id), isNull(serverReachability.endedAt)),
    )
    .leftJoin(serverState, and(eq(serverState.serverId, servers.id), isNull(serverState.endedAt)))
    .leftJoin(serverWatch, eq(serverWatch.serverId, servers.id))
    .leftJoin(collectorRun, eq(collectorRun.id, serverWatch.runId))
    .where(isNull(servers.removedAt))
    .orderBy(sql`${servers.groupLabel} nulls last`, asc(servers.name));
}
