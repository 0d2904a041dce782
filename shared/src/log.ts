import { pino, type DestinationStream, type Logger } from 'pino';
import { isQueryError, messageOf } from './errors.ts';
import { goesToJournal, withPriority } from './journal.ts';

export type { Logger } from 'pino';

interface SerializedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly cause?: SerializedError;
  readonly stack?: string;
}

/**
 * What of an error may stand in the log: of a failed query only the cause, never its parameters.
 */
export function serializeError(error: unknown): SerializedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  if (isQueryError(error)) {
    return error.cause === undefined
      ? { type: 'QueryError', message: messageOf(error) }
      : serializeError(error.cause);
  }
  return {
    type: error.name,
    message: messageOf(error),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(error.cause !== undefined ? { cause: serializeError(error.cause) } : {}),
    ...(error.stack !== undefined ? { stack: error.stack } : {}),
  };
}

/** Structured log to stderr, so that stdout stays free for results. */
export function createLogger(
  name: string,
  level: string,
  destination: DestinationStream = stderr(),
): Logger {
  return pino(
    {
      name,
      level,
      base: { name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: serializeError },
    },
    destination,
  );
}

function stderr(): DestinationStream {
  const plain = pino.destination({ dest: 2, sync: true });
  if (!goesToJournal()) return plain;
  return {
    write(line) {
      plain.write(withPriority(line));
    },
  };
}
