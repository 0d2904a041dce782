import type { Observation } from '../observation.ts';
import type { Target } from '../target.ts';

export interface Driver {
  readonly protocol: string;
  /**
   * Connects and authenticates.
   *
   * @throws DriverError
   */
  connect(target: Target, signal: AbortSignal): Promise<Connection>;
}

/** Who waits for a poll: one of the two is called, once. */
export interface Observer {
  seen(seen: Observation): void;
  /** The connection is closed. */
  failed(error: Error): void;
}

/** Authenticated and kept between polls; the poller replaces it when it dies. */
export interface Connection {
  /**
   * One poll. After any rejection the connection is closed, so that a late answer is never taken for the next one's.
   *
   * @throws DriverError
   */
  observe(signal: AbortSignal): Promise<Observation>;
  /** Like `observe`, told to `observer`: promises cost as much as a poll. Absent where that does not matter. */
  observeFor?(observer: Observer, signal: AbortSignal): void;
  /** Runs one command and returns the whole answer as text. Absent where the protocol carries no commands. */
  execute?(command: string, signal: AbortSignal): Promise<string>;
  /** True once the connection cannot be used any more. */
  readonly closed: boolean;
  close(): void;
}
