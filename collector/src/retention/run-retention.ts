import type { Logger } from '@rollcall/shared';
import { setTimeout as sleep } from 'node:timers/promises';
import { withRetentionDatabase } from './database.ts';
import { deletingDate } from './deleting-date.ts';
import { usualPace, type Pace } from './pace.ts';
import { sumUp } from './sum-up.ts';
import { trim, type Retention } from './trim.ts';

export interface RetentionOptions {
  /** `DATABASE_URL`. */
  readonly url: string;
  readonly retention: Retention;
  readonly log: Logger;
  readonly now: () => Date;
  /** Milliseconds that only ever grow by the time that passed. */
  readonly monotonicMs: () => number;
  readonly pace?: Partial<Pace>;
}

/**
 * Keeps the sums by the hour up to date and trims what is summed up and older than it is to be kept, until `signal` aborts. Any number of
 * collectors may do so on one database: one statement at a time. Whatever fails is tried again later. Never rejects.
 */
export async function runRetention(options: RetentionOptions, signal: AbortSignal): Promise<void> {
  const { url, retention, log, now } = options;
  const pace = { ...usualPace, ...options.pace };
  const isStopped = () => signal.aborted;
  const deletingNow = deletingDate(options);
  let failures = 0;
  while (!isStopped()) {
    try {
      await withRetentionDatabase(url, signal, async (db) => {
        await sumUp(db, now(), pace, signal);
        const trimmed = await trim(db, retention, deletingNow(), pace, signal);
        if (trimmed.states + trimmed.sessions + trimmed.runs > 0) {
          log.info(trimmed, 'trimmed what is older than it is to be kept');
        }
      });
      if (failures > 0) log.info({ failures }, 'the history can be summed up again');
      failures = 0;
    } catch (error) {
      if (isStopped()) return;
      failures += 1;
      if (failures === 1) {
        log.warn({ err: error }, 'the history cannot be summed up and trimmed: trying again later');
      }
    }
    await sleep(pace.idleMs, undefined, { signal }).catch(() => undefined);
  }
}
