import { integer, numeric, readConfig } from '@rollcall/shared';
import { z } from 'zod';

const databaseUrl = z
  .string()
  .refine(isDatabaseUrl, 'is not a Postgres URL (postgres://user:password@host:5432/database)');

const settings = z.strictObject({
  DATABASE_URL: databaseUrl,
  LIVE_STATE_POLL_SECONDS: numeric().pipe(z.number().min(1).max(3_600)).default(5),
  LIVE_STATE_QUERY_TIMEOUT_SECONDS: numeric().pipe(z.number().min(0.1).max(60)).default(2),
  LIVE_STATE_POLL_WORKERS: integer().pipe(z.number().min(1).max(4_096)).default(64),
  LIVE_STATE_STALE_SECONDS: numeric().pipe(z.number().min(1)).default(30),
  LIVE_STATE_HISTORY_DAYS: numeric().pipe(z.number().min(0)).default(30),
  SESSION_HISTORY_DAYS: numeric().pipe(z.number().min(0)).default(30),
  STUCK_SESSION_SECONDS: numeric().pipe(z.number().min(1)).default(60),
  STEAM_WEB_API_KEY: z.string().default(''),
  STEAM_WEB_API_URL: z
    .url({ protocol: /^https?$/, error: 'is not an http(s) URL' })
    .default('https://api.steampowered.com'),
  STEAM_PROFILE_TTL_SECONDS: numeric().pipe(z.number().min(60)).default(86_400),
  ROLLCALL_SECRET_KEY: z.string().default(''),
  ROLLCALL_SECRET_KEY_PREVIOUS: z.string().default(''),
  COLLECTOR_HOST: z.string().trim().min(1, 'is blank').default('127.0.0.1'),
  COLLECTOR_PORT: integer().pipe(z.number().min(0).max(65_535)).default(0),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'is none of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
});

export type CollectorConfig = z.output<typeof settings>;

const SECRET_KEYS = ['ROLLCALL_SECRET_KEY', 'ROLLCALL_SECRET_KEY_PREVIOUS'] as const;

interface SomeSettings {
  readonly ROLLCALL_SECRET_KEY?: string;
  readonly ROLLCALL_SECRET_KEY_PREVIOUS?: string;
  readonly LIVE_STATE_QUERY_TIMEOUT_SECONDS?: number;
  readonly LIVE_STATE_POLL_SECONDS?: number;
}

/** What is wrong between settings that are right alone. */
function contradictions({
  ROLLCALL_SECRET_KEY: key,
  ROLLCALL_SECRET_KEY_PREVIOUS: previous,
  LIVE_STATE_QUERY_TIMEOUT_SECONDS: timeout,
  LIVE_STATE_POLL_SECONDS: interval,
}: SomeSettings): readonly string[] {
  return [
    ...(timeout !== undefined && interval !== undefined && timeout >= interval
      ? ['LIVE_STATE_QUERY_TIMEOUT_SECONDS must be below LIVE_STATE_POLL_SECONDS']
      : []),
    ...(key === '' && previous !== undefined && previous !== ''
      ? ['ROLLCALL_SECRET_KEY_PREVIOUS is set without ROLLCALL_SECRET_KEY']
      : []),
  ];
}

/** All settings of the daemon. */
export function readCollectorConfig(env: NodeJS.ProcessEnv): CollectorConfig {
  return readConfig(
    settings,
    ['DATABASE_URL', 'STEAM_WEB_API_KEY', ...SECRET_KEYS],
    env,
    contradictions,
  );
}

/** What `rollcall migrate` needs. */
export function readDatabaseConfig(env: NodeJS.ProcessEnv) {
  return readConfig(settings.pick({ DATABASE_URL: true }), ['DATABASE_URL'], env);
}

/** What the commands need that edit the registry. */
export function readRegistryConfig(env: NodeJS.ProcessEnv) {
  return readConfig(
    settings.pick({
      DATABASE_URL: true,
      ROLLCALL_SECRET_KEY: true,
      ROLLCALL_SECRET_KEY_PREVIOUS: true,
    }),
    ['DATABASE_URL', ...SECRET_KEYS],
    env,
    contradictions,
  );
}

/** What the commands need that show how the fleet is. */
export function readStatusConfig(env: NodeJS.ProcessEnv) {
  return readConfig(
    settings.pick({ DATABASE_URL: true, LIVE_STATE_STALE_SECONDS: true }),
    ['DATABASE_URL'],
    env,
  );
}

/** What one poll of a given address needs: no database. */
export function readAddressPollConfig(env: NodeJS.ProcessEnv) {
  return readConfig(settings.pick({ LIVE_STATE_QUERY_TIMEOUT_SECONDS: true }), [], env);
}

/** What one poll of a registered server needs. */
export function readServerPollConfig(env: NodeJS.ProcessEnv) {
  return readConfig(
    settings.pick({
      DATABASE_URL: true,
      LIVE_STATE_QUERY_TIMEOUT_SECONDS: true,
      ROLLCALL_SECRET_KEY: true,
      ROLLCALL_SECRET_KEY_PREVIOUS: true,
    }),
    ['DATABASE_URL', ...SECRET_KEYS],
    env,
    contradictions,
  );
}

/** Accepts what the driver accepts, several hosts with commas among it. */
function isDatabaseUrl(text: string): boolean {
  if (!/^postgres(ql)?:\/\//.test(text)) return false;
  try {
    const url = new URL(text.replace(/^(\w+:\/\/(?:[^/?]*@)?[^,/?]*),[^/?]*/, '$1'));
    for (const part of [url.username, url.password, url.pathname]) decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}
