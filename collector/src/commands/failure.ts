import { ConfigError, messageOf, serializeError, UserError } from '@rollcall/shared';
import { CommanderError } from 'commander';
import { DriverError } from '../errors.ts';
import { printable } from './printable.ts';

export interface Failure {
  readonly exitCode: number;
  /** Lines for stderr; empty where everything was said. */
  readonly message: string;
}

/** What a command that failed leaves behind. `debug` adds the stack of an error that nobody foresaw. */
export function describeFailure(error: unknown, debug: boolean): Failure {
  // commander has already printed it, and ends the help in the same way.
  if (error instanceof CommanderError) {
    return { exitCode: error.exitCode === 0 ? 0 : 2, message: '' };
  }
  if (error instanceof UserError || error instanceof ConfigError) {
    return { exitCode: error.exitCode, message: `rollcall: ${lines(error.message)}` };
  }
  if (error instanceof DriverError) {
    return { exitCode: 1, message: `rollcall: ${printable(error.message)}` };
  }
  const { message, stack } = serializeError(error);
  const more = debug
    ? lines(stack ?? messageOf(error))
    : 'This is a bug or a broken installation: LOG_LEVEL=debug prints where it happened.';
  return { exitCode: 1, message: `rollcall: ${printable(message)}\n${more}` };
}

/** A message of ours may have several lines; what it quotes may not steer the terminal. */
function lines(message: string): string {
  return message.split('\n').map(printable).join('\n');
}
