import { messageOf, UserError, withDeadline, type Database } from '@rollcall/shared';
import { hostname, userInfo } from 'node:os';
import type { Connection } from '../drivers/driver.ts';
import { DriverError } from '../errors.ts';
import type { CommandOutcome } from '@rollcall/shared/schema';
import { recordCommand, recordOutcome, type OperatorCommand } from '../store/operator-command.ts';
import { maskKnown } from '../store/mask-secrets.ts';

export interface AuditedCommand extends OperatorCommand {
  /** Known secrets that may stand in the command or in a failure. */
  readonly secrets: readonly string[];
}

export interface AuditedAnswer {
  readonly text: string;
  /** What the server said that it did not do, in its words; null when it did. */
  readonly refusal: string | null;
  /** Why the outcome could not be written down; the command was sent all the same. */
  readonly auditProblem: string | null;
}

/** A database that takes longer than this to write a row is taken to be away. */
const WRITE_DEADLINE_MS = 10_000;

/**
 * Writes the command down, runs it, and adds what became of it. `refusalIn` finds in the answer that the server did not do it.
 *
 * @throws UserError if it cannot be written down: nothing was sent then
 * @throws DriverError, or the reason of `signal`, after the outcome was written down
 */
export async function executeAudited(
  db: Database,
  connection: Pick<Connection, 'execute'>,
  entry: AuditedCommand,
  refusalIn: (answer: string) => string | null,
  signal: AbortSignal,
): Promise<AuditedAnswer> {
  const { secrets, ...command } = entry;
  if (connection.execute === undefined) throw new Error('this connection carries no commands');
  signal.throwIfAborted();
  const isCancelled = () => signal.aborted;
  const id = await written(() => recordCommand(db, command, secrets));
  const startedMs = performance.now();
  const settle = async (outcome: CommandOutcome, detail: string | null) => {
    const told = detail === null ? null : maskKnown(detail, secrets);
    const durationMs = performance.now() - startedMs;
    try {
      await inTime(() => recordOutcome(db, id, { outcome, detail: told, durationMs }));
      return null;
    } catch (error) {
      return messageOf(error);
    }
  };
  if (isCancelled()) {
    await settle('cancelled', 'before it was sent');
    throw signal.reason;
  }
  let text: string;
  try {
    text = await connection.execute(command.command, signal);
  } catch (error) {
    const failed = error instanceof DriverError || !isCancelled();
    await settle(failed ? 'failed' : 'cancelled', messageOf(error));
    throw error;
  }
  const refusal = refusalIn(text);
  const outcome = refusal === null ? 'answered' : 'refused';
  return { text, refusal, auditProblem: await settle(outcome, refusal) };
}

async function written(write: () => Promise<number>): Promise<number> {
  try {
    return await inTime(write);
  } catch (error) {
    throw new UserError(
      `nothing was sent, since it cannot be written down in operator_command (${messageOf(error)}): is the database there? Where it must not matter, unset DATABASE_URL and name HOST:PORT`,
      { cause: error },
    );
  }
}

/** Under no signal of the command: what is cancelled is written down, too. */
function inTime<T>(write: () => Promise<T>): Promise<T> {
  const onTimeout = () =>
    new Error(`the database does not answer within ${WRITE_DEADLINE_MS / 1_000} s`);
  return withDeadline(new AbortController().signal, WRITE_DEADLINE_MS, onTimeout, write);
}

/** Who sits at the keyboard, also behind sudo, and at which machine. */
export function operatorName(env: NodeJS.ProcessEnv): string {
  const sudo = env['SUDO_USER'] ?? '';
  return `${sudo === '' ? userName() : sudo}@${hostname()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container the number of a user may have no name.
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}
