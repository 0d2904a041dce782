import { UserError } from '@rollcall/shared';
import { AuthError, DriverError, ProtocolError, TimeoutError, UnreachableError } from './errors.ts';

/** What went wrong. `message`: a command that cannot be sent, or bytes that make no sense. */
export type RconErrorCode =
  'not-connected' | 'closed' | 'communication' | 'authentication' | 'message' | 'timeout';

/** Why a login failed; `required` is a command before `authenticate`. */
export type RconAuthenticationReason = 'wrong-password' | 'banned' | 'required';

/** Every failure of the library; told apart by `code`, and by `reason` where the login failed. */
export class RconError extends Error {
  override readonly name = 'RconError';
  readonly code: RconErrorCode;
  readonly reason: RconAuthenticationReason | null;

  constructor(
    code: RconErrorCode,
    message: string,
    options?: ErrorOptions & { readonly reason?: RconAuthenticationReason },
  ) {
    super(message, options);
    this.code = code;
    this.reason = options?.reason ?? null;
  }
}

/** The same failure as one of the library; an abort and a bug stay what they are. */
export function toRconError(cause: unknown): unknown {
  if (cause instanceof UserError) return new RconError('message', cause.message, { cause });
  if (!(cause instanceof DriverError)) return cause;
  const { message } = cause;
  if (cause instanceof AuthError) {
    return new RconError('authentication', message, { cause, reason: 'wrong-password' });
  }
  if (cause instanceof TimeoutError) return new RconError('timeout', message, { cause });
  if (cause instanceof ProtocolError) return new RconError('message', message, { cause });
  if (cause instanceof UnreachableError && cause.probablyBanned) {
    return new RconError('authentication', message, { cause, reason: 'banned' });
  }
  return new RconError('communication', message, { cause });
}
