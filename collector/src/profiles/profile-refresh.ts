import type { Database, Logger } from '@rollcall/shared';
import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from './backoff.ts';
import { storeProfiles, wantedProfiles } from './profile-store.ts';
import { fetchSummaries, MAX_IDS_A_CALL, SteamApiError } from './steam-api.ts';

interface ProfilesConfig {
  /** `STEAM_WEB_API_KEY`; empty = nobody is asked. */
  readonly key: string;
  /** `STEAM_WEB_API_URL`. */
  readonly url: string;
  /** `STEAM_PROFILE_TTL_SECONDS`. */
  readonly ttlSeconds: number;
}

export interface ProfilesOptions {
  readonly db: Database;
  readonly config: ProfilesConfig;
  readonly log: Logger;
  /** False while another collector does it. */
  readonly mayAsk?: () => boolean;
  readonly pace?: Partial<Pace>;
}

interface Pace {
  readonly requestTimeoutMs: number;
  /** Between two calls while there is more to ask. With a second it stays below Steam's 100,000 calls a day. */
  readonly callPauseMs: number;
  /** Until it is looked again who has come. */
  readonly idlePauseMs: number;
  /** Times what the back-off says. */
  readonly backoffFactor: number;
}

const usualPace: Pace = {
  requestTimeoutMs: 10_000,
  callPauseMs: 1_000,
  idlePauseMs: 10_000,
  backoffFactor: 1,
};
const RECENTLY_LEFT_MS = 60 * 60_000;

/**
 * Keeps names and pictures of Steam players in game fresh, until `signal` aborts. Whatever fails is tried later: the pages show the names
 * from the game meanwhile. Never rejects.
 */
export async function runProfiles(options: ProfilesOptions, signal: AbortSignal): Promise<void> {
  const { config, log } = options;
  const pace = { ...usualPace, ...options.pace };
  if (config.key === '') {
    log.info('STEAM_WEB_API_KEY is not set: players are shown with their names from the game only');
    return;
  }
  const isStopped = () => signal.aborted;
  let failures = 0;
  while (!isStopped()) {
    let pauseMs: number;
    try {
      const mayAsk = options.mayAsk?.() ?? true;
      const asked = mayAsk ? await refreshOnce(options, pace, signal) : 0;
      if (failures > 0 && asked > 0) {
        log.info({ failures }, 'profiles can be fetched again');
        failures = 0;
      }
      pauseMs = asked === MAX_IDS_A_CALL ? pace.callPauseMs : pace.idlePauseMs;
    } catch (error) {
      if (isStopped()) return;
      failures += 1;
      if (failures === 1) logFailure(log, error);
      const cause = error instanceof SteamApiError ? error : databaseTrouble;
      pauseMs = backoffMs(failures, cause, Math.random()) * pace.backoffFactor;
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

const databaseTrouble = { kind: 'unavailable', retryAfterMs: null } as const;

function logFailure(log: Logger, err: unknown): void {
  if (err instanceof SteamApiError && err.kind === 'rejected') {
    log.error(
      { err },
      'Steam rejects STEAM_WEB_API_KEY: get one at https://steamcommunity.com/dev/apikey and restart, or leave it empty',
    );
  } else log.warn({ err }, 'profiles cannot be fetched: trying again later');
}

/** One call to Steam at most; how many ids it asked for. */
async function refreshOnce(
  { db, config }: ProfilesOptions,
  pace: Pace,
  signal: AbortSignal,
): Promise<number> {
  const now = Date.now();
  const ids = await wantedProfiles(db, {
    freshSince: new Date(now - config.ttlSeconds * 1_000),
    leftSince: new Date(now - RECENTLY_LEFT_MS),
    limit: MAX_IDS_A_CALL,
  });
  if (ids.length === 0) return 0;
  const api = { url: config.url, key: config.key, timeoutMs: pace.requestTimeoutMs };
  const summaries = await fetchSummaries(api, ids, signal);
  await storeProfiles(db, ids, summaries, new Date(now));
  return ids.length;
}
