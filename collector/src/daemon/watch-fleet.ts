import { closeDatabase, withDeadline, type Database, type Logger } from '@rollcall/shared';
import type { CollectorConfig } from '../config.ts';
import type { Driver } from '../drivers/driver.ts';
import { systemClock } from '../poll/clock.ts';
import { startFlushing, type Flushing } from '../poll/flush-loop.ts';
import { createLanes } from '../poll/lanes.ts';
import { runTicks, type PollLoop } from '../poll/loop.ts';
import { addTo } from '../poll/spread.ts';
import { runProfiles } from '../profiles/profile-refresh.ts';
import { startRun, stopRun } from '../store/run.ts';
import { ROOM } from '../store/pending-changes.ts';
import { openWriterDatabase } from '../store/writer-database.ts';
import { Writer } from '../store/writer.ts';
import { countWrites } from '../vitals/count-writes.ts';
import type { Vitals } from '../vitals/vitals.ts';
import { createLoop } from './create-loop.ts';
import { createDoorbell, followRegistry } from './follow-registry.ts';
import { followShare } from './follow-share.ts';
import { keepTrying } from './keep-trying.ts';
import { Presence } from './presence.ts';
import type { Progress } from './progress.ts';
import type { Reads } from './reads.ts';
import { runVitals } from './run-vitals.ts';
import { shareAmongCollectors } from './sharing.ts';

const FLUSH_EVERY_MS = 1_000;

export interface FleetOptions {
  readonly db: Database;
  readonly reads: Reads;
  readonly config: CollectorConfig;
  readonly log: Logger;
  readonly driverFor: (protocol: string) => Driver;
  readonly openPassword: (stored: string) => string;
  readonly progress: Progress;
  readonly vitals: Vitals;
  /** Host name and process id. */
  readonly instance: string;
  /** How long the end may take. */
  readonly stopWithinMs: number;
  readonly maxPendingChanges?: number;
}

/**
 * Polls this collector's part of the servers and writes what changes, as one run, until `signal` aborts or another collector has
 * replaced the run. Sessions stay open then.
 */
export async function watchFleet(options: FleetOptions, signal: AbortSignal): Promise<void> {
  const { db, reads, config, log, progress, vitals, instance } = options;
  const runId = await keepTrying(
    () => reads.ask((asked) => startRun(asked, instance, systemClock.date()), signal),
    { log, waiting: 'the run cannot be stored: waiting' },
    signal,
  );
  const monotonicMs = () => systemClock.monotonicMs();
  const over = overWhen(signal);
  const doorbell = createDoorbell();
  const presence = Presence.start({
    url: config.DATABASE_URL,
    runId,
    log,
    monotonicMs,
    dateMs: () => systemClock.date().getTime(),
    onCompany(changed) {
      if (changed || !sharing.settled) doorbell.ring();
    },
    onOver: over.end,
  });
  const sharing = shareAmongCollectors(presence, log, monotonicMs);
  const opened: { db: Database | null } = { db: null };
  const writer = new Writer({
    open: (onClose) => (opened.db = openWriterDatabase(config.DATABASE_URL, onClose)),
    runId,
    log,
    monotonicMs,
    onRefused(serverId) {
      vitals.writes.refused += 1;
      loop.forget(serverId);
      doorbell.ring();
    },
    onOver: over.end,
    ...(options.maxPendingChanges === undefined
      ? {}
      : { room: { ...ROOM, changes: options.maxPendingChanges } }),
  });
  const counted = countWrites(writer, vitals.writes, monotonicMs);
  const lanes = createLanes(config.LIVE_STATE_POLL_WORKERS);
  const mayPoll = () => presence.mayPoll();
  const stats = vitals.polls;
  const loop = createLoop(
    { ...options, writer: counted, lanes, stats, runId, mayPoll },
    over.signal,
  );
  vitals.runs += 1;
  vitals.run = runVitals({ loop, lanes, writer: counted, presence });
  const wentRound = () => {
    vitals.tickedMs = monotonicMs();
    progress.tick();
  };
  const tick = (lateMs: number) => {
    addTo(stats.late, lateMs / 1_000);
    loop.tick();
    flushing.tick();
    wentRound();
  };
  const flushing = startFlushing(
    {
      writer: counted,
      mark: () => loop.mark(),
      everyMs: FLUSH_EVERY_MS,
      heartbeatMs: config.LIVE_STATE_POLL_SECONDS * 1_000,
      monotonicMs,
    },
    over.signal,
  );
  // From now on: a loop that never goes round at all hangs as well.
  wentRound();
  runTicks({ tick }, monotonicMs, over.signal);
  const mayAsk = () => presence.company?.live[0] === runId;
  const profiling = runProfiles({ db, config: profilesConfig(config), log, mayAsk }, over.signal);
  log.info({ runId, instance }, 'collector started');
  try {
    const { openPassword } = options;
    const follow = followShare({ sharing, presence, loop, writer: counted });
    const onNews = () => {
      presence.hurry();
    };
    const following = { db, reads, openPassword, follow, onNews, log };
    await followRegistry(following, doorbell, over.signal);
  } catch (error) {
    if (!over.signal.aborted) throw error;
  } finally {
    over.end();
    progress.rest();
    Object.assign(vitals, { run: null, tickedMs: null, idleSinceMs: monotonicMs() });
    await finish(options, { runId, loop, writer, presence, flushing, profiling });
    // What hangs there would keep the process alive.
    if (opened.db !== null) await closeDatabase(opened.db, 0);
  }
}

interface Ending {
  readonly runId: number;
  readonly loop: PollLoop;
  readonly writer: Writer;
  readonly presence: Presence;
  readonly flushing: Flushing;
  readonly profiling: Promise<void>;
}

/**
 * What cannot be written in time is lost: the next start compares what is stored with what it sees. The run is present until it has
 * stopped, so that nobody takes over before all is written.
 */
async function finish({ reads, log, stopWithinMs }: FleetOptions, ending: Ending): Promise<void> {
  const { runId, loop, writer, presence, flushing, profiling } = ending;
  const onTimeout = () => new Error(`not done within ${stopWithinMs} ms`);
  loop.stop();
  try {
    await withDeadline(new AbortController().signal, stopWithinMs, onTimeout, async (signal) => {
      await flushing.done();
      if (await writer.close(loop.mark())) {
        await reads.ask((db) => stopRun(db, runId, systemClock.date()), signal);
      }
      await profiling;
    });
    log.info('collector stopped');
  } catch (error) {
    log.warn({ err: error }, 'collector stopped without writing everything');
  } finally {
    await presence.stop();
  }
}

/** Aborts with `signal`, or when `end` is called. */
function overWhen(signal: AbortSignal) {
  const controller = new AbortController();
  const end = () => {
    signal.removeEventListener('abort', end);
    controller.abort(signal.aborted ? signal.reason : new Error('the run is over'));
  };
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  return { signal: controller.signal, end };
}

function profilesConfig(config: CollectorConfig) {
  return {
    key: config.STEAM_WEB_API_KEY,
    url: config.STEAM_WEB_API_URL,
    ttlSeconds: config.STEAM_PROFILE_TTL_SECONDS,
  };
}
