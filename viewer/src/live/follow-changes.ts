import {
  closeDatabase,
  messageOf,
  withDeadline,
  type Database,
  type Logger,
} from '@rollcall/shared';
import { setTimeout as pause } from 'node:timers/promises';
import { batchMark } from '../queries/batch-mark.ts';
import { readChanged, type Changed } from './changes.ts';

/** How often the database is asked whether anything was written where it cannot tell by itself, as on a replica. */
const LOOK_MS = 1_000;
/** How often what was told is checked. */
const CHECK_MS = 10_000;
/** A replica may become the primary, and a pooler may be taken away. */
const LISTEN_AGAIN_MS = 60_000;
/** So many checks in a row that find something which nobody told: the connection is deaf. */
const DEAF_CHECKS = 6;
const DEADLINE_MS = 5_000;

export interface FollowOptions {
  /** For the looks. */
  readonly db: Database;
  /** A connection to listen on; it is closed when it is of no use. */
  readonly openListener: () => Database;
  readonly log: Logger;
  readonly onChange: (changed: Changed) => void;
  /** Told whether the database tells of every write by itself now. */
  readonly onTold?: (told: boolean) => void;
  /** False while nobody would look at what changed. */
  readonly isWatched: () => boolean;
}

/** Tells of every batch that a collector writes, until `stop` aborts: by LISTEN, or by a look a second where that is not to be had. */
export async function followChanges(options: FollowOptions, stop: AbortSignal): Promise<void> {
  const { db, log, onChange, isWatched } = options;
  const heard = { count: 0 };
  let listener: Database | null = null;
  let listenAgainAt = 0;
  let mark: string | null = null;
  let heardBefore = 0;
  let deafChecks = 0;

  while (!stop.aborted) {
    if (listener === null && performance.now() >= listenAgainAt) {
      listenAgainAt = performance.now() + LISTEN_AGAIN_MS;
      listener = await listen(options, heard, stop);
      options.onTold?.(listener !== null);
    }
    // A database that is away is told of by those who read it.
    const seen = isWatched() ? await lookForBatches(db, stop).catch(() => null) : null;
    const missed = mark !== null && seen !== null && seen !== mark && heard.count === heardBefore;
    if (missed) onChange(null);
    deafChecks = missed && listener !== null ? deafChecks + 1 : 0;
    // A connection that is deaf once is not relied on until it tells of something.
    if (listener !== null) options.onTold?.(deafChecks === 0);
    mark = seen;
    heardBefore = heard.count;
    if (listener !== null && deafChecks >= DEAF_CHECKS) {
      log.warn('a connection that listens for changes tells nothing: opening another one');
      await hangUp(listener);
      listener = null;
      options.onTold?.(false);
      listenAgainAt = 0;
    }
    const waitMs = listener === null ? LOOK_MS : CHECK_MS;
    await pause(waitMs, undefined, { signal: stop }).catch(() => undefined);
  }
  if (listener !== null) await hangUp(listener);
}

/** A connection that listens; null where that is refused, as a standby and some poolers do. */
async function listen(
  { openListener, log, onChange }: FollowOptions,
  heard: { count: number },
  stop: AbortSignal,
): Promise<Database | null> {
  const listener = openListener();
  const hear = (payload: string) => {
    heard.count += 1;
    onChange(readChanged(payload));
  };
  // Also when it is connected again: what was told in between is lost.
  const onConnected = () => {
    onChange(null);
  };
  try {
    await withDeadline(stop, DEADLINE_MS, tookTooLong, () =>
      listener.$client.listen('rollcall_changes', hear, onConnected),
    );
    log.debug('listening for changes');
    return listener;
  } catch (error) {
    log.debug({ reason: messageOf(error) }, 'changes cannot be listened for: looking each second');
    await hangUp(listener);
    return null;
  }
}

const lookForBatches = (db: Database, stop: AbortSignal) =>
  withDeadline(stop, DEADLINE_MS, tookTooLong, () => batchMark(db));

async function hangUp(listener: Database): Promise<void> {
  await closeDatabase(listener, 0).catch(() => undefined);
}

const tookTooLong = () => new Error('no answer in time');
