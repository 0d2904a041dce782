import { closeDatabase, withDeadline, type Database, type Logger } from '@rollcall/shared';
import type { CollectorConfig } from '../config.ts';
import type { Driver } from '../drivers/driver.ts';
import { systemClock } from '../poll/clock.ts';
import { runFlushLoop } from '../poll/flush-loop.ts';
import { createLanes } from '../poll/lanes.ts';
import { PollLoop, runTicks } from '../poll/loop.ts';
import { createStats } from '../poll/stats.ts';
import { runProfiles } from '../profiles/profile-refresh.ts';
import { loadClosed } from '../store/closed-sessions.ts';
import { loadHistories } from '../store/load-histories.ts';
import { startRun, stopRun } from '../store/run.ts';
import { openWriterDatabase } from '../store/writer-database.ts';
import { Writer } from '../store/writer.ts';
import { createDoorbell, followRegistry } from './follow-registry.ts';
import { keepTrying } from './keep-trying.ts';

const FLUSH_EVERY_MS = 1_000;
/** A connection whose other end has vanished does not fail by itself. */
const READ_WITHIN_MS = 15_000;

export interface FleetOptions {
  readonly db: Database;
  readonly config: CollectorConfig;
  readonly log: Logger;
  readonly driverFor: (protocol: string) => Driver;
  readonly openPassword: (stored: string) => string;
  /** Host name and process id. */
  readonly instance: string;
  /** Whether this collector may write now. */
  readonly mayWrite: () => boolean;
  /** How long the end may take. */
  readonly stopWithinMs: number;
}

/** Polls all servers of the registry and writes what changes, as one run, until `signal` aborts. Sessions stay open then. */
export async function watchFleet(options: FleetOptions, signal: AbortSignal): Promise<void> {
  const { db, config, log, instance, mayWrite, stopWithinMs } = options;
  const runId = await keepTrying(
    () => startRun(db, instance, systemClock.date()),
    { log, waiting: 'the run cannot be stored: waiting' },
    signal,
  );
  const doorbell = createDoorbell();
  const opened: { db: Database | null } = { db: null };
  const writer = new Writer({
    open: () => (opened.db = openWriterDatabase(config.DATABASE_URL)),
    runId,
    log,
    now: () => systemClock.date(),
    onRefused(serverId) {
      loop.forget(serverId);
      doorbell.ring();
    },
  });
  const loop = createLoop(options, writer, runId, signal);
  runTicks(loop, () => systemClock.monotonicMs(), signal);
  const flushing = runFlushLoop(
    {
      writer,
      mark: () => loop.mark(),
      mayWrite,
      everyMs: FLUSH_EVERY_MS,
      heartbeatMs: config.LIVE_STATE_POLL_SECONDS * 1_000,
      monotonicMs: () => systemClock.monotonicMs(),
    },
    signal,
  );
  const profiling = runProfiles({ db, config: profilesConfig(config), log }, signal);
  log.info({ runId, instance }, 'collector started');
  try {
    const { openPassword } = options;
    const follow = loop.follow.bind(loop);
    await followRegistry({ db, openPassword, follow, log }, doorbell, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    loop.stop();
    await finish(stopWithinMs, log, async () => {
      await flushing;
      if (mayWrite() && (await writer.close(loop.mark()))) {
        await stopRun(db, runId, systemClock.date());
      }
      await profiling;
    });
    // What hangs there would keep the process alive.
    if (opened.db !== null) await closeDatabase(opened.db, 0);
  }
}

/** What cannot be written in time is lost: the next start compares what is stored with what it sees. */
async function finish(timeoutMs: number, log: Logger, work: () => Promise<void>): Promise<void> {
  const onTimeout = () => new Error(`not done within ${timeoutMs} ms`);
  try {
    await withDeadline(new AbortController().signal, timeoutMs, onTimeout, work);
    log.info('collector stopped');
  } catch (error) {
    log.warn({ err: error }, 'collector stopped without writing everything');
  }
}

function createLoop(
  { db, config, log, driverFor, mayWrite }: FleetOptions,
  writer: Writer,
  runId: number,
  signal: AbortSignal,
): PollLoop {
  const intervalMs = config.LIVE_STATE_POLL_SECONDS * 1_000;
  const timeoutMs = config.LIVE_STATE_QUERY_TIMEOUT_SECONDS * 1_000;
  // Shorter than the time between two polls they would call every server silent.
  const atLeastMs = 2 * intervalMs + timeoutMs;
  const rules = {
    staleMs: Math.max(config.LIVE_STATE_STALE_SECONDS * 1_000, atLeastMs),
    stuckMs: Math.max(config.STUCK_SESSION_SECONDS * 1_000, atLeastMs),
  };
  const inTime = <T>(work: () => Promise<T>) =>
    withDeadline(signal, READ_WITHIN_MS, () => new Error('the database does not answer'), work);
  const written = async () => {
    if (!mayWrite()) throw new Error('the database is away');
    // The first one may have been under way already, without what was pushed last.
    await writer.flush(null);
    if (!(await writer.flush(null))) throw new Error('earlier changes are not stored yet');
  };
  return new PollLoop(
    {
      driverFor,
      runInLane: createLanes(config.LIVE_STATE_POLL_WORKERS),
      intervalMs,
      timeoutMs,
      rules,
      clock: systemClock,
      random: Math.random,
      push: (changes) => {
        writer.push(changes);
      },
      lookUp: (serverId, playerIds) =>
        inTime(async () => {
          await written();
          return loadClosed(db, serverId, playerIds);
        }),
      stats: createStats(),
      log,
    },
    (ids) =>
      inTime(async () => {
        await written();
        return loadHistories(db, ids, systemClock.date(), runId);
      }),
  );
}

function profilesConfig(config: CollectorConfig) {
  return {
    key: config.STEAM_WEB_API_KEY,
    url: config.STEAM_WEB_API_URL,
    ttlSeconds: config.STEAM_PROFILE_TTL_SECONDS,
  };
}
