import { integer, isDatabaseUrl, numeric, readConfig } from '@rollcall/shared';
import { z } from 'zod';
import { isTimeZone } from './time-zone.ts';

const settings = z.strictObject({
  DATABASE_URL: z
    .string()
    .refine(isDatabaseUrl, 'is not a Postgres URL (postgres://user:password@host:5432/database)'),
  VIEWER_HOST: z.string().trim().min(1, 'is blank').default('127.0.0.1'),
  VIEWER_PORT: integer().pipe(z.number().min(1).max(65_535)).default(8080),
  VIEWER_TIME_ZONE: z
    .string()
    .trim()
    .refine(isTimeZone, 'is no time zone (for example UTC or Europe/Berlin)')
    .default('UTC'),
  LIVE_STATE_POLL_SECONDS: numeric().pipe(z.number().min(1).max(3_600)).default(5),
  LIVE_STATE_STALE_SECONDS: numeric().pipe(z.number().min(1)).default(30),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'is none of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
});

export type ViewerConfig = z.output<typeof settings>;

/**
 * All settings of the viewer.
 *
 * @throws ConfigError naming every key that is wrong, and never a value.
 */
export function readViewerConfig(env: NodeJS.ProcessEnv): ViewerConfig {
  return readConfig(settings, ['DATABASE_URL'], env);
}
