import type { Database } from '@rollcall/shared';
import { collectorRun, serverReachability, serverWatch } from '@rollcall/shared/schema';
import { eq, isNull } from 'drizzle-orm';
import pLimit from 'p-limit';
import { openPassword, secretKeys, type SecretSettings } from '../secrets/seal.ts';
import { loadRegistry } from '../store/registry.ts';
import { formatAge } from './ages.ts';
import type { IncompleteAnswers } from './doctor-answer.ts';
import { findingsOf, type Finding } from './doctor-finding.ts';
import { inspectServer, type DoctorContext } from './doctor-server.ts';
import { requireServer } from './find-server.ts';
import { fleetStatus, type FleetStatus } from './fleet-status.ts';

/** Servers looked at at once. */
const AT_ONCE = 32;

export interface FleetRequest {
  /** Names or numbers; empty = all. */
  readonly only: readonly string[];
  readonly secrets: SecretSettings;
  readonly staleMs: number;
  readonly timeoutMs: number;
}

/** Whether somebody is watching, and each server. */
export async function inspectFleet(
  db: Database,
  request: FleetRequest,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { only, secrets, staleMs, timeoutMs } = request;
  const wanted = await Promise.all(only.map((nameOrId) => requireServer(db, nameOrId)));
  const fleet = await fleetStatus(db, staleMs);
  const keys = secretKeys(secrets);
  const registry = await loadRegistry(db, (stored) => openPassword(keys, stored));
  const reachability = await db
    .select({
      serverId: serverReachability.serverId,
      status: serverReachability.status,
      detail: serverReachability.detail,
      since: serverReachability.startedAt,
    })
    .from(serverReachability)
    .where(isNull(serverReachability.endedAt));
  const incompleteOf = await incompleteAnswersOf(db);
  const reachabilityOf = new Map(reachability.map((row) => [row.serverId, row]));
  const statusOf = new Map(fleet.servers.map((status) => [status.id, status]));
  const isWatched = fleet.collectors.some((collector) => collector.isRunning);
  const context: DoctorContext = { now: fleet.now, staleMs, timeoutMs };
  const limit = pLimit(AT_ONCE);
  const looked = registry
    .filter((server) => only.length === 0 || wanted.some(({ id }) => id === server.id))
    .map((server) => {
      const known = {
        server,
        reachability: reachabilityOf.get(server.id) ?? null,
        lastSeenAt: statusOf.get(server.id)?.lastSeenAt ?? null,
        incomplete: incompleteOf.get(server.id) ?? null,
        isWatched,
      };
      return limit(() => inspectServer(known, context, signal));
    });
  return [collector(fleet), ...(await Promise.all(looked)).flat()];
}

async function incompleteAnswersOf(db: Database): Promise<ReadonlyMap<number, IncompleteAnswers>> {
  const rows = await db
    .select({
      serverId: serverWatch.serverId,
      count: serverWatch.incompleteAnswers,
      lastAt: serverWatch.lastIncompleteAt,
      since: collectorRun.startedAt,
    })
    .from(serverWatch)
    .innerJoin(collectorRun, eq(collectorRun.id, serverWatch.runId));
  return new Map(
    rows.flatMap(({ serverId, count, lastAt, since }) =>
      lastAt === null ? [] : [[serverId, { count, lastAt, since }] as const],
    ),
  );
}

function collector({ collectors, now }: FleetStatus): Finding {
  const { ok, problem } = findingsOf(null);
  const running = collectors.filter(({ isRunning }) => isRunning);
  if (running.length > 0) {
    return ok('collector', `running: ${running.map(({ instance }) => instance).join(', ')}`);
  }
  const [last] = collectors;
  return problem(
    'collector',
    last === undefined
      ? 'none has ever run on this database'
      : `none is running; the last sign of life is ${formatAge(last.heartbeatAt, now)}`,
    'start it: "rollcall run", or its systemd unit',
  );
}
