import {
  closeDatabase,
  openDatabase,
  requireCurrentSchema,
  type Database,
  type Logger,
} from '@rollcall/shared';
import { hostname } from 'node:os';
import type { CollectorConfig } from './config.ts';
import { keepTrying } from './daemon/keep-trying.ts';
import { createProgress, type Progress } from './daemon/progress.ts';
import { Reads } from './daemon/reads.ts';
import { watchFleet } from './daemon/watch-fleet.ts';
import type { Driver } from './drivers/driver.ts';
import { driverFor } from './drivers/registry.ts';
import { systemClock } from './poll/clock.ts';
import { runRetention } from './retention/run-retention.ts';
import { openPassword, secretKeys } from './secrets/seal.ts';
import type { Served } from './vitals/serve.ts';
import { createVitals, type Vitals } from './vitals/vitals.ts';

/** A stop takes at most 5 s, whatever hangs: this is for what is to be written, the rest for closing connections. */
const STOP_WITHIN_MS = 3_500;
const CLOSE_WITHIN_MS = 500;

export interface DaemonOptions {
  readonly config: CollectorConfig;
  readonly log: Logger;
  /** Aborts when the daemon shall stop. */
  readonly signal: AbortSignal;
  readonly driverFor?: (protocol: string) => Driver;
  /** Is told how the daemon gets on. */
  readonly progress?: Progress;
  /** How many changes may wait while the database is away; 200,000 when left out. */
  readonly maxPendingChanges?: number;
}

/**
 * Watches the fleet, or the part of it that other collectors on the same database leave, until `signal` aborts. Waits for a
 * database that is away.
 *
 * @throws UserError if the schema of the database is not the one this version was built for.
 */
export async function runDaemon(options: DaemonOptions): Promise<void> {
  const { config, log, signal, maxPendingChanges } = options;
  const keys = secretKeys(config);
  const db = openCollectorDatabase(config);
  const reads = new Reads(() => openCollectorDatabase(config));
  const over = new AbortController();
  const onStop = () => {
    over.abort(signal.reason);
  };
  signal.addEventListener('abort', onStop, { once: true });
  const vitals = createVitals(systemClock.monotonicMs());
  const ask = <T>(question: (db: Database) => Promise<T>) => reads.ask(question, over.signal);
  const served = await serve({ config, vitals, ask, log });
  let retaining: Promise<void> | null = null;
  try {
    await keepTrying(
      () => requireCurrentSchema(db),
      { log, waiting: 'the database cannot be used yet: waiting' },
      signal,
    );
    retaining = runRetention(retentionOptions(config, log), over.signal);
    const fleet = {
      db,
      reads,
      config,
      log,
      driverFor: options.driverFor ?? driverFor,
      openPassword: (stored: string) => openPassword(keys, stored),
      progress: options.progress ?? createProgress(),
      vitals,
      instance: `${hostname()}:${process.pid}`,
      stopWithinMs: STOP_WITHIN_MS,
      ...(maxPendingChanges === undefined ? {} : { maxPendingChanges }),
    };
    // A run that was replaced is over: what it knew is not what is stored.
    while (!signal.aborted) await watchFleet(fleet, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', onStop);
    over.abort(new Error('the daemon ends'));
    served?.close();
    await Promise.all([reads.close(0), closeDatabase(db, CLOSE_WITHIN_MS), retaining]);
  }
}

interface ServeOptions {
  readonly config: CollectorConfig;
  readonly vitals: Vitals;
  readonly ask: <T>(question: (db: Database) => Promise<T>) => Promise<T>;
  readonly log: Logger;
}

/** Where nobody asks how the collector is, nothing that could answer is loaded. */
async function serve({ config, vitals, ask, log }: ServeOptions): Promise<Served | null> {
  const { COLLECTOR_HOST: host, COLLECTOR_PORT: port } = config;
  if (port === 0) return null;
  const { serveVitals } = await import('./vitals/serve.ts');
  return serveVitals({ host, port, vitals, ask, log });
}

function openCollectorDatabase(config: CollectorConfig) {
  return openDatabase({
    url: config.DATABASE_URL,
    applicationName: 'rollcall collector',
    idleTimeoutSeconds: 60,
    session: { synchronous_commit: 'off', statement_timeout: '30000' },
  });
}

function retentionOptions(config: CollectorConfig, log: Logger) {
  return {
    url: config.DATABASE_URL,
    retention: {
      stateDays: config.LIVE_STATE_HISTORY_DAYS,
      sessionDays: config.SESSION_HISTORY_DAYS,
    },
    log,
    now: () => systemClock.date(),
    monotonicMs: () => systemClock.monotonicMs(),
  };
}
