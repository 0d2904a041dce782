import { withDeadline, type Database, type Logger } from '@rollcall/shared';
import type { CollectorConfig } from '../config.ts';
import type { Driver } from '../drivers/driver.ts';
import { systemClock } from '../poll/clock.ts';
import { createLanes } from '../poll/lanes.ts';
import { PollLoop } from '../poll/loop.ts';
import { createStats } from '../poll/stats.ts';
import { loadClosed } from '../store/closed-sessions.ts';
import { loadHistories } from '../store/load-histories.ts';
import type { Writer } from '../store/writer.ts';
import { writtenSoFar } from './written.ts';

/** A connection whose other end has vanished does not fail by itself. */
const READ_WITHIN_MS = 15_000;

export interface LoopOptions {
  readonly db: Database;
  readonly config: CollectorConfig;
  readonly log: Logger;
  readonly driverFor: (protocol: string) => Driver;
  readonly writer: Writer;
  readonly runId: number;
  readonly mayPoll: () => boolean;
}

/** The poll loop of a run, as the settings say, reading and writing through the store. */
export function createLoop(options: LoopOptions, signal: AbortSignal): PollLoop {
  const { db, config, log, driverFor, writer, runId, mayPoll } = options;
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
          await writtenSoFar(writer);
          return loadClosed(db, serverId, playerIds);
        }),
      stats: createStats(),
      log,
    },
    (ids) =>
      inTime(async () => {
        await writtenSoFar(writer);
        return loadHistories(db, ids, systemClock.date(), runId);
      }),
    mayPoll,
  );
}
