/** Why a server could not be observed. `server_reachability.status` holds the same words. */
export type DriverErrorKind = 'unreachable' | 'timeout' | 'auth' | 'protocol';

/** A failure of one server. Anything else that is thrown during a poll is a bug. */
export abstract class DriverError extends Error {
  abstract readonly kind: DriverErrorKind;
}

/** No connection: refused, reset, no route, name not found, or closed before an answer. */
export class UnreachableError extends DriverError {
  override readonly name = 'UnreachableError';
  readonly kind = 'unreachable';
  /** The server closed the connection instead of answering the login: it has probably banned this address. */
  readonly probablyBanned: boolean;

  constructor(message: string, options?: ErrorOptions & { probablyBanned?: boolean }) {
    super(message, options);
    this.probablyBanned = options?.probablyBanned ?? false;
  }
}

/** The server took longer than the deadline. */
export class TimeoutError extends DriverError {
  override readonly name = 'TimeoutError';
  readonly kind = 'timeout';

  /** Adds what was missing when the deadline came: the driver knows, whoever made the deadline does not. */
  explain(missing: string): void {
    this.message = `${this.message}: ${missing}`;
  }
}

/** The server said no. Source servers ban after a few of these, so the poller backs off. */
export class AuthError extends DriverError {
  override readonly name = 'AuthError';
  readonly kind = 'auth';
}

/** Bytes or text that make no sense; the connection cannot be used any more. */
export class ProtocolError extends DriverError {
  override readonly name = 'ProtocolError';
  readonly kind = 'protocol';
}
