import { messageOf, type Database } from '@rollcall/shared';
import { hostname, userInfo } from 'node:os';
import type { Connection } from '../drivers/driver.ts';
import { DriverError } from '../errors.ts';
import {
  recordCommand,
  recordOutcome,
  type CommandResult,
  type OperatorCommand,
} from '../store/operator-command.ts';

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

/**
 * Writes the command down, runs it, and adds what became of it. `refusalIn` finds in the answer that the server did not do it.
 *
 * @throws whatever `recordCommand` throws: nothing was sent then
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
  const id = await recordCommand(db, command, secrets);
  const startedMs = performance.now();
  const settle = async (result: Omit<CommandResult, 'durationMs'>): Promise<string | null> => {
    try {
      await recordOutcome(db, id, { ...result, durationMs: performance.now() - startedMs });
      return null;
    } catch (error) {
      return messageOf(error);
    }
  };
  let text: string;
  try {
    text = await connection.execute(command.command, signal);
  } catch (error) {
    const failed = error instanceof DriverError || !signal.aborted;
    await settle({ outcome: failed ? 'failed' : 'cancelled', detail: messageOf(error) });
    throw error;
  }
  const refusal = refusalIn(text);
  const outcome = refusal === null ? 'answered' : 'refused';
  return { text, refusal, auditProblem: await settle({ outcome, detail: refusal }) };
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
