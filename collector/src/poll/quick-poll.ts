import type { Connection, Observer } from '../drivers/driver.ts';
import { AuthError, UnreachableError } from '../errors.ts';
import type { Observation } from '../observation.ts';
import type { Clock } from './clock.ts';
import type { Deadline, Expiring } from './deadline.ts';
import { failedPoll, type Poll } from './poll-server.ts';

/** A connection that can be asked without a promise. */
export interface QuickConnection extends Connection {
  observeFor(observer: Observer, signal: AbortSignal): void;
}

export function isQuick(connection: Connection | null): connection is QuickConnection {
  return connection !== null && !connection.closed && connection.observeFor !== undefined;
}

/** Told how a quick poll ends, in one of three ways; not called where it was stopped. */
export interface QuickPollListener {
  polled(deadline: Deadline, poll: Poll): void;
  /** The connection was dropped: the server is to be asked on a new one, within the time that is left. */
  dropped(deadline: Deadline): void;
  stopped(deadline: Deadline): void;
}

/**
 * Asks a server on the kept connection: nearly all polls. The same as `pollServer`, without promises: eight of them, with what they
 * hold, cost as much as sending and reading.
 */
export class QuickPoll implements Observer, Expiring {
  readonly #connection: QuickConnection;
  readonly #deadline: Deadline;
  readonly #clock: Pick<Clock, 'date'>;
  readonly #listener: QuickPollListener;
  #isDone = false;

  private constructor(
    connection: QuickConnection,
    deadline: Deadline,
    clock: Pick<Clock, 'date'>,
    listener: QuickPollListener,
  ) {
    this.#connection = connection;
    this.#deadline = deadline;
    this.#clock = clock;
    this.#listener = listener;
  }

  /** `deadline` must not be stopped. */
  static start(
    connection: QuickConnection,
    deadline: Deadline,
    clock: Pick<Clock, 'date'>,
    listener: QuickPollListener,
  ): void {
    const poll = new QuickPoll(connection, deadline, clock, listener);
    connection.observeFor(poll, deadline.begin(poll));
  }

  seen(seen: Observation): void {
    // Too late: the deadline has told so.
    if (this.#isDone || !this.#deadline.end()) return;
    this.#isDone = true;
    const outcome = { ok: true, at: this.#clock.date(), seen } as const;
    const connection = this.#connection;
    this.#listener.polled(this.#deadline, { outcome, connection, failure: null, bug: null });
  }

  failed(error: Error): void {
    if (this.#isDone || !this.#deadline.isRunning) return;
    // Source drops its consoles when `server.cfg` sets rcon_password again after a map change: ask again at once, once.
    if (error instanceof UnreachableError || error instanceof AuthError) {
      this.#end();
      this.#listener.dropped(this.#deadline);
    } else if (this.#deadline.end()) {
      this.#end();
      this.#fail(error);
    }
  }

  /** The deadline is over, or was stopped. */
  expired(reason: Error): void {
    if (this.#isDone) return;
    this.#end();
    if (this.#deadline.stopped === null) this.#fail(reason);
    else this.#listener.stopped(this.#deadline);
  }

  #end(): void {
    this.#isDone = true;
    this.#connection.close();
  }

  #fail(error: Error): void {
    this.#listener.polled(this.#deadline, {
      ...failedPoll(error, this.#clock.date()),
      connection: null,
    });
  }
}
