import { messageOf } from '@rollcall/shared';
import type { Connection, Driver } from '../drivers/driver.ts';
import { AuthError, DriverError, UnreachableError } from '../errors.ts';
import type { Observation } from '../observation.ts';
import type { Outcome } from '../reconcile/history.ts';
import type { Target } from '../target.ts';
import type { Failures } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Deadline } from './deadline.ts';

export interface PollRequest {
  readonly target: Target;
  readonly driver: Driver;
  /** Kept from the poll before. */
  readonly connection: Connection | null;
  readonly deadline: Deadline;
  readonly clock: Pick<Clock, 'date'>;
}

export interface Poll {
  readonly outcome: Outcome;
  /** To be kept for the next poll; null after a failure. */
  readonly connection: Connection | null;
  /** How to back off; null after success. */
  readonly failure: Failures['last'] | null;
  /** What was thrown, if it was not a failure of the server but a bug of ours. */
  readonly bug: unknown;
}

/** Room in `server_reachability.detail`. */
const MAX_DETAIL = 300;

/**
 * Asks one server once, on the kept connection or a new one. Failures are data; rejects only with the reason for which `deadline` was
 * stopped. Whatever happens, no other connection than the one handed back stays open.
 */
export async function pollServer(request: PollRequest): Promise<Poll> {
  const { deadline, clock } = request;
  const use: Use = { connection: request.connection };
  try {
    const seen = await deadline.run((signal) => observeOnce(request, use, signal));
    return {
      outcome: { ok: true, at: clock.date(), seen },
      connection: use.connection,
      failure: null,
      bug: null,
    };
  } catch (error) {
    use.connection?.close();
    if (deadline.stopped !== null) throw deadline.stopped;
    return { ...failedPoll(error, clock.date()), connection: null };
  }
}

interface Use {
  connection: Connection | null;
}

async function observeOnce(
  { target, driver }: PollRequest,
  use: Use,
  signal: AbortSignal,
): Promise<Observation> {
  const kept = use.connection;
  if (kept !== null && !kept.closed) {
    try {
      return await kept.observe(signal);
    } catch (error) {
      // Source drops its consoles when `server.cfg` sets rcon_password again after a map change: ask again at once, once.
      const dropped = error instanceof UnreachableError || error instanceof AuthError;
      if (!dropped || signal.aborted) throw error;
    }
  }
  kept?.close();
  use.connection = null;
  const fresh = await driver.connect(target, signal);
  // Too late: nobody waits for it any more.
  if (signal.aborted) fresh.close();
  signal.throwIfAborted();
  use.connection = fresh;
  return fresh.observe(signal);
}

/** A failure as data. */
export function failedPoll(error: unknown, at: Date): Omit<Poll, 'connection'> {
  if (!(error instanceof DriverError)) {
    const detail = 'internal error, see the log of the collector';
    return { outcome: { ok: false, at, kind: 'protocol', detail }, failure: 'other', bug: error };
  }
  const banned = error instanceof UnreachableError && error.probablyBanned;
  return {
    outcome: { ok: false, at, kind: error.kind, detail: plain(messageOf(error)) },
    failure: banned || error.kind === 'auth' ? 'refused' : 'other',
    bug: null,
  };
}

/** One line that Postgres can store: a message may quote what the server sent. */
function plain(message: string): string {
  return message
    .slice(0, MAX_DETAIL)
    .replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
    .trim();
}
