import { UserError } from '@rollcall/shared';

/** Source cuts off what is longer. */
const MAX_COMMAND_BYTES = 510;

/**
 * Refuses what a server would not take as one whole command.
 *
 * @throws UserError; nothing has been sent then.
 */
export function checkCommand(command: string): void {
  if (command.trim() === '') throw new UserError('an empty command cannot be sent');
  // A line break ends a command and starts another one, a NUL ends the packet.
  if (/[\0\r\n]/.test(command)) {
    throw new UserError('a command cannot hold a line break or a NUL character');
  }
  const length = Buffer.byteLength(command);
  if (length > MAX_COMMAND_BYTES) {
    throw new UserError(
      `a command of ${length} bytes cannot be sent: a server cuts it off after ${MAX_COMMAND_BYTES}`,
    );
  }
}

/** The first word, for an error message: what follows may be a password. */
export function commandName(command: string): string {
  return /[^\s;"]{1,32}/.exec(command)?.[0] ?? '';
}
