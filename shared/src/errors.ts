/** The user asked for something that cannot be: shown as it is, without a stack trace. Exit status 1, or 2 for wrong usage. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly exitCode: 1 | 2;

  constructor(message: string, options?: ErrorOptions & { exitCode?: 1 | 2 }) {
    super(message, options);
    this.exitCode = options?.exitCode ?? 1;
  }
}

/** Settings that cannot work. Names every key that is wrong, never a value. Exit status 78. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly exitCode = 78;
}

/** What an error says, whatever was thrown; never a stack trace, and of a failed query never its parameters. */
export function messageOf(error: unknown): string {
  if (isQueryError(error))
    return error.cause === undefined ? 'query failed' : messageOf(error.cause);
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(messageOf).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}

/** An error of drizzle: it carries the query and its parameters, passwords among them, in message and fields. */
export function isQueryError(error: unknown): error is Error & { readonly query: unknown } {
  return error instanceof Error && 'query' in error && 'params' in error;
}
