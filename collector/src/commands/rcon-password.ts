import { UserError } from '@rollcall/shared';
import { askPassword } from '../console/ask-password.ts';
import { passwordProblem } from '../fleet/server-rules.ts';
import type { CliIo } from './io.ts';

/** Asks for the password of HOST:PORT, without showing it. */
export async function typedPassword(io: CliIo, where: string): Promise<string> {
  if (io.stdin.isTTY !== true) {
    throw new UserError(`${where} needs a password: --password-file FILE or --password-stdin`, {
      exitCode: 2,
    });
  }
  return usablePassword(await askPassword(io.stdin, io.stderr, passwordQuestion(where)));
}

export function passwordQuestion(where: string): string {
  return `RCON password of ${where}: `;
}

/** @throws UserError that does not quote it; `null` is none. */
export function usablePassword(typed: string | null): string {
  if (typed === null) throw new UserError('no password was given');
  const problem = passwordProblem(typed);
  if (problem !== null) throw new UserError(problem);
  return typed;
}
