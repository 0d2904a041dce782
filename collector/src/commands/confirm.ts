import { UserError } from '@rollcall/shared';
import { createInterface } from 'node:readline/promises';
import type { CliIo } from './io.ts';

/**
 * Asks on the terminal.
 *
 * @throws UserError (wrong usage) where there is nobody to ask.
 */
export async function confirm(io: CliIo, question: string): Promise<boolean> {
  if (io.stdin.isTTY !== true) {
    throw new UserError(`${question} There is no terminal to ask: add --yes`, { exitCode: 2 });
  }
  const terminal = createInterface({ input: io.stdin, output: io.stderr });
  const ended = new Promise<string>((resolve) => {
    terminal.once('close', () => {
      resolve('');
    });
  });
  try {
    const answer = await Promise.race([terminal.question(`${question} [y/N] `), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
