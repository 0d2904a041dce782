import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

interface SerializedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly cause?: SerializedError;
  readonly stack?: string;
}

/**
 * What of an error may stand in the log. drizzle's errors carry the query and its parameters, passwords among them, in
 * message and fields: of those only the cause is logged.
 */
export function serializeError(error: unknown): SerializedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  if (error.name === 'DrizzleQueryError' || 'query' in error) {
    if (error.cause !== undefined) return serializeError(error.cause);
    if (error.name === 'DrizzleQueryError') return { type: error.name, message: 'query failed' };
  }
  return {
    type: error.name,
    message: error.message,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(error.cause !== undefined ? { cause: serializeError(error.cause) } : {}),
    ...(error.stack !== undefined ? { stack: error.stack } : {}),
  };
}

/** Structured log to stderr, so that stdout stays free for results. */
export function createLogger(name: string, level: string): Logger {
  return pino(
    {
      name,
      level,
      base: { name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: serializeError },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
