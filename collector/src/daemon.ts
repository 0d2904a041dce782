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
import { Lease } from './daemon/lease.ts';
import { watchFleet } from './daemon/watch-fleet.ts';
import type { Driver } from './drivers/driver.ts';
import { driverFor } from './drivers/registry.ts';
import { openPassword, secretKey } from './secrets/seal.ts';

/** A stop takes at most 5 s, whatever hangs: this is for what is to be written, the rest for closing connections. */
const STOP_WITHIN_MS = 3_500;
const CLOSE_WITHIN_MS = 500;

export interface DaemonOptions {
  readonly config: CollectorConfig;
  readonly log: Logger;
  /** Aborts when the daemon shall stop. */
  readonly signal: AbortSignal;
  readonly driverFor?: (protocol: string) => Driver;
}

/**
 * Watches the fleet until `signal` aborts. Waits for a database that is away, and as a stand-by while another collector works on
 * it.
 *
 * @throws UserError if the schema of the database is not the one this version was built for.
 */
export async function runDaemon(options: DaemonOptions): Promise<void> {
  const { config, log, signal } = options;
  const db = openDatabase({
    url: config.DATABASE_URL,
    applicationName: 'rollcall collector',
    session: { synchronous_commit: 'off', statement_timeout: '30000' },
  });
  try {
    await keepTrying(
      () => requireCurrentSchema(db),
      { log, waiting: 'the database cannot be used yet: waiting' },
      signal,
    );
    for (;;) await lead(db, options);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await closeDatabase(db, CLOSE_WITHIN_MS);
  }
}

/** Waits for the lease and watches the fleet as long as it lasts. Rejects with the reason of `signal`. */
async function lead(db: Database, options: DaemonOptions): Promise<void> {
  const { config, log, signal } = options;
  const key = secretKey(config.ROLLCALL_SECRET_KEY);
  const lease = await Lease.acquire(config.DATABASE_URL, log, signal);
  const stop = new AbortController();
  const onStop = () => {
    stop.abort(signal.aborted ? signal.reason : lease.taken.reason);
  };
  signal.addEventListener('abort', onStop);
  lease.taken.addEventListener('abort', onStop);
  if (signal.aborted) onStop();
  try {
    await watchFleet(
      {
        db,
        config,
        log,
        driverFor: options.driverFor ?? driverFor,
        openPassword: (stored) => openPassword(key, stored),
        instance: `${hostname()}:${process.pid}`,
        mayWrite: () => lease.held,
        stopWithinMs: STOP_WITHIN_MS,
      },
      stop.signal,
    );
  } finally {
    signal.removeEventListener('abort', onStop);
    await lease.release();
  }
  signal.throwIfAborted();
}
