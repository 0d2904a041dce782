import { UserError, withDeadline } from '@rollcall/shared';
import type { Connection } from '../drivers/driver.ts';
import { driverFor } from '../drivers/registry.ts';
import { DriverError, TimeoutError, UnreachableError } from '../errors.ts';
import type { Observation } from '../observation.ts';
import { parseRoster } from '../protocols/source-status/parse-answer.ts';
import type { Target } from '../target.ts';

export interface PollTarget extends Target {
  readonly protocol: string;
}

/** What prints who is on, for `--capture`, in the order of trying; the first is saved where none is understood. */
const CAPTURE_COMMANDS = ['status', 'ListPlayers', 'ShowPlayers'] as const;

/** An answer as it came. */
export interface RawAnswer {
  readonly command: string;
  readonly text: string;
}

/**
 * Connects, asks once and hangs up, all within `timeoutMs`. `onRaw` gets the raw answer first, so that one that is not understood
 * is saved, too.
 *
 * @throws UserError that says what went wrong with the server and what to do.
 */
export async function observeOnce(
  target: PollTarget,
  timeoutMs: number,
  onRaw?: (answer: RawAnswer) => Promise<void>,
): Promise<{ readonly at: Date; readonly seen: Observation }> {
  const driver = driverFor(target.protocol);
  const onTimeout = () => new TimeoutError(`no answer within ${timeoutMs / 1_000} s`);
  const never = new AbortController().signal;
  try {
    return await withDeadline(never, timeoutMs, onTimeout, async (signal) => {
      const connection = await driver.connect(target, signal);
      try {
        if (onRaw !== undefined) {
          await onRaw(await rawAnswer(connection, target.protocol, signal));
        }
        const seen = await connection.observe(signal);
        return { at: new Date(), seen };
      } finally {
        connection.close();
      }
    });
  } catch (error) {
    if (error instanceof DriverError) throw inWords(target.name, error);
    throw error;
  }
}

async function rawAnswer(
  connection: Connection,
  protocol: string,
  signal: AbortSignal,
): Promise<RawAnswer> {
  if (connection.execute === undefined) {
    throw new UserError(`the protocol ${protocol} has no raw answer to save`);
  }
  let first: RawAnswer | null = null;
  for (const command of CAPTURE_COMMANDS) {
    const answer = { command, text: await connection.execute(command, signal) };
    if (parseRoster(answer.text) !== null) return answer;
    first ??= answer;
  }
  return first ?? { command: CAPTURE_COMMANDS[0], text: '' };
}

/** A failure of the server in words for an operator, with what to do. */
export function inWords(name: string, error: DriverError): UserError {
  return new UserError(`${name}: ${error.message}\n${adviceFor(error)}`, { cause: error });
}

/** What to do about a failure. */
export function adviceFor(error: DriverError): string {
  switch (error.kind) {
    case 'auth':
      return 'The server rejects the RCON password (wrong, or none is set there). Do not try others: it bans an address after a few.';
    case 'timeout':
      return 'Is the address right, and does a firewall let TCP through? A server that loads a map answers late: LIVE_STATE_QUERY_TIMEOUT_SECONDS.';
    case 'protocol':
      return 'Something answers there that is not understood: is it the port of the remote console, and the right --protocol?';
    case 'unreachable':
      return error instanceof UnreachableError && error.probablyBanned
        ? 'It has probably banned this address: "removeip" in its console lifts that, sv_rcon_whitelist_address prevents it.'
        : 'Is the server running, and is the address that of its remote console?';
  }
}
