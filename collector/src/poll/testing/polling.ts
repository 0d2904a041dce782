import { createLogger } from '@rollcall/shared';
import type { Change } from '../../reconcile/change.ts';
import { emptyHistory } from '../../reconcile/empty-history.ts';
import type { ServerHistory } from '../../reconcile/history.ts';
import type { RegisteredServer } from '../../store/registry.ts';
import { createLanes } from '../lanes.ts';
import { PollLoop, runTicks } from '../loop.ts';
import { createStats } from '../stats.ts';
import { fakeDriver, type FakeServer } from './fake-server.ts';

export const INTERVAL_MS = 5_000;

export interface Polling {
  readonly loop: PollLoop;
  /** What was pushed so far, of one type. */
  readonly of: (type: Change['type']) => readonly Change[];
  readonly stats: ReturnType<typeof createStats>;
  readonly registry: readonly RegisteredServer[];
  readonly lookUps: { count: number; fail: boolean };
}

export interface PollingOptions {
  readonly workers?: number;
  /** What is stored about each server. */
  readonly stored?: Partial<ServerHistory>;
  readonly updatedAt?: Date;
  readonly mayPoll?: () => boolean;
}

/** A loop over these servers, ticking until `signal` aborts, on a database where nothing is stored; ids count from 1. */
export async function polling(
  servers: readonly FakeServer[],
  signal: AbortSignal,
  options: PollingOptions = {},
): Promise<Polling> {
  const { workers = 8, stored = {}, updatedAt = new Date(0), mayPoll } = options;
  const changes: Change[] = [];
  const stats = createStats();
  const driver = fakeDriver(servers);
  const lookUps = { count: 0, fail: false };
  const loop = new PollLoop(
    {
      driverFor: () => driver,
      lanes: createLanes(workers),
      intervalMs: INTERVAL_MS,
      timeoutMs: 2_000,
      rules: { staleMs: 30_000, stuckMs: 60_000 },
      clock: { monotonicMs: () => Date.now(), date: () => new Date() },
      random: () => 0,
      push: (more) => changes.push(...more),
      lookUp(_, ids) {
        lookUps.count += 1;
        if (lookUps.fail) return Promise.reject(new Error('the database is away'));
        return Promise.resolve(new Map(ids.map((id) => [id, null])));
      },
      stats,
      log: createLogger('test', 'silent'),
    },
    (ids) =>
      Promise.resolve(
        new Map(ids.map((id) => [id, { ...emptyHistory(id, new Date()), ...stored }])),
      ),
    mayPoll,
  );
  const registry = servers.map((server, index) => registered(index + 1, server, updatedAt));
  await loop.follow(registry);
  runTicks(loop, () => Date.now(), signal);
  const of = (type: Change['type']) => changes.filter((change) => change.type === type);
  return { loop, of, stats, registry, lookUps };
}

function registered(id: number, server: FakeServer, updatedAt: Date): RegisteredServer {
  const rest = {
    protocol: 'fake',
    passwordProblem: null,
    groupLabel: null,
    enabled: true,
    updatedAt,
  };
  return { id, ...server.target, ...rest };
}
