import type { Logger } from '@rollcall/shared';
import type { CollectorConfig } from '../config.ts';
import type { Driver } from '../drivers/driver.ts';
import { systemClock } from '../poll/clock.ts';
import type { Lanes } from '../poll/lanes.ts';
import { PollLoop } from '../poll/loop.ts';
import type { PollStats } from '../poll/stats.ts';
import { loadClosed } from '../store/closed-sessions.ts';
import { loadHistories } from '../store/load-histories.ts';
import type { Writer } from '../store/writer.ts';
import type { Reads } from './reads.ts';
import { writtenSoFar } from './written.ts';

export interface LoopOptions {
  readonly reads: Reads;
  readonly config: CollectorConfig;
  readonly log: Logger;
  readonly driverFor: (protocol: string) => Driver;
  readonly writer: Pick<Writer, 'push' | 'flush'>;
  readonly lanes: Lanes;
  readonly stats: PollStats;
  readonly runId: number;
  readonly mayPoll: () => boolean;
}

/** The poll loop of a run, as the settings say, reading and writing through the store. */
export function createLoop(options: LoopOptions, signal: AbortSignal): PollLoop {
  const { reads, config, log, driverFor, writer, lanes, stats, runId, mayPoll } = options;
  const intervalMs = config.LIVE_STATE_POLL_SECONDS * 1_000;
  const timeoutMs = config.LIVE_STATE_QUERY_TIMEOUT_SECONDS * 1_000;
  // Shorter than the time between two polls they would call every server silent.
  const atLeastMs = 2 * intervalMs + timeoutMs;
  const rules = {
    staleMs: Math.max(config.LIVE_STATE_STALE_SECONDS * 1_000, atLeastMs),
    stuckMs: Math.max(config.STUCK_SESSION_SECONDS * 1_000, atLeastMs),
  };
  return new PollLoop(
    {
      driverFor,
      lanes,
      intervalMs,
      timeoutMs,
      rules,
      clock: systemClock,
      random: Math.random,
      push: (changes) => {
        writer.push(changes);
      },
      lookUp: (serverId, playerIds) =>
        reads.ask(async (db) => {
          await writtenSoFar(writer);
          return loadClosed(db, serverId, playerIds);
        }, signal),
      stats,
      log,
    },
    (ids) =>
      reads.ask(async (db) => {
        await writtenSoFar(writer);
        return loadHistories(db, ids, systemClock.date(), runId);
      }, signal),
    mayPoll,
  );
}
