import {
  closeDatabase,
  requireCurrentSchema,
  UserError,
  withDeadline,
  type Database,
  type Logger,
} from '@rollcall/shared';
import type { Server } from 'node:http';
import { createApp } from './app.ts';
import { loadAssets } from './assets.ts';
import type { ViewerConfig } from './config.ts';
import { listen, type Listening } from './listen.ts';
import { createChanges } from './live/changes.ts';
import { createCopies } from './live/copies.ts';
import { followChanges } from './live/follow-changes.ts';
import { createReads } from './live/reads.ts';
import { createSharedAnswers } from './live/shared-answers.ts';
import { countProcess, createMetrics } from './metrics.ts';
import { openViewerDatabase } from './open-database.ts';

const FIRST_LOOK_MS = 3_000;
const CLOSE_MS = 2_000;
const CLOSE_SWEEP_MS = 50;
const MAX_COPY_BYTES = 16_000_000;

export interface RunningViewer {
  readonly url: string;
  /** Answers what was asked before, then closes every connection; within 5 s. */
  stop(): Promise<void>;
}

/**
 * Serves the pages until it is stopped, at the address of the settings or on a socket that already listens. A database that is
 * away is waited for while pages say so.
 *
 * @throws UserError when the schema is not ours or the address cannot be used.
 */
export async function startViewer(
  config: ViewerConfig,
  log: Logger,
  at: Listening = { host: config.VIEWER_HOST, port: config.VIEWER_PORT },
): Promise<RunningViewer> {
  const stopping = new AbortController();
  const db = openViewerDatabase(config.DATABASE_URL, 4);
  try {
    await lookAtSchema(db, log);
    const metrics = createMetrics();
    countProcess(metrics);
    let isTold = false;
    const reads = createReads(db, log, stopping.signal, undefined, metrics, () => isTold);
    const changes = createChanges();
    const answers = createSharedAnswers(metrics);
    const site = {
      reads,
      changes,
      stop: stopping.signal,
      copies: createCopies(MAX_COPY_BYTES, metrics),
      answers,
      metrics,
      assets: loadAssets(),
      pollSeconds: config.LIVE_STATE_POLL_SECONDS,
      staleSeconds: config.LIVE_STATE_STALE_SECONDS,
      timeZone: config.VIEWER_TIME_ZONE,
    };
    const { server, url } = await listen(createApp(site, log).fetch, at, answers.atOnce);
    const following = followChanges(
      {
        db,
        openListener: () => openViewerDatabase(config.DATABASE_URL, 1),
        log,
        onChange: (changed) => {
          reads.forget();
          answers.forget();
          changes.announce(changed);
        },
        onTold: (told) => {
          isTold = told;
        },
        isWatched: () => changes.watchers() > 0,
      },
      stopping.signal,
    );
    log.info({ url }, 'the viewer is ready');
    return {
      url,
      async stop() {
        stopping.abort(new Error('the viewer stops'));
        await closeServer(server);
        await following;
        await closeDatabase(db, CLOSE_MS / 2);
      },
    };
  } catch (error) {
    await closeDatabase(db, 0);
    throw error;
  }
}

async function lookAtSchema(db: Database, log: Logger): Promise<void> {
  const forever = new AbortController().signal;
  const away = () => new Error(`no answer within ${FIRST_LOOK_MS} ms`);
  try {
    await withDeadline(forever, FIRST_LOOK_MS, away, () => requireCurrentSchema(db));
  } catch (error) {
    if (error instanceof UserError) throw error;
    log.warn({ err: error }, 'the database cannot be reached yet: pages say so until it can');
  }
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeIdleConnections();
  // What was still being answered turns idle only later.
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, CLOSE_SWEEP_MS);
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, CLOSE_MS);
  await closed;
  clearTimeout(timer);
  clearInterval(sweep);
}
