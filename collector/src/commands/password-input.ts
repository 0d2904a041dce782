import { UserError } from '@rollcall/shared';
import type { Command } from 'commander';
import { Option } from 'commander';
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { passwordProblem, passwordWarnings } from '../fleet/server-rules.ts';
import { fileProblem } from './file-problem.ts';
import { note, type CliIo } from './io.ts';

export interface PasswordOptions {
  readonly passwordFile?: string;
  readonly passwordStdin?: true;
}

/** No password is longer; a larger file is another file. */
const MAX_BYTES = 16 * 1_024;

/** There is no `--password TEXT`: everybody on the machine could read it. */
export function addPasswordOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--password-file <file>', 'read the RCON password from the file').conflicts(
        'passwordStdin',
      ),
    )
    .option('--password-stdin', 'read the RCON password from standard input');
}

/**
 * The password that the options name, without trailing line breaks; null where they name none. What may go wrong with it is noted.
 *
 * @throws UserError that never quotes it.
 */
export async function readGivenPassword(
  io: CliIo,
  options: PasswordOptions,
): Promise<string | null> {
  if (options.passwordFile !== undefined) return readPasswordFile(io, options.passwordFile);
  if (options.passwordStdin !== true) return null;
  if (io.stdin.isTTY === true) {
    throw new UserError(
      '--password-stdin reads from a pipe, not from the keyboard, where everybody could read along: … | rollcall …',
      { exitCode: 2 },
    );
  }
  return usable(io, 'standard input', await readText(io.stdin));
}

/** The same from a file. */
export async function readPasswordFile(io: CliIo, path: string): Promise<string> {
  try {
    return usable(io, path, await readText(createReadStream(path)));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw fileProblem('read', path, error);
  }
}

/** 256 bits as 43 URL-safe characters. */
export function generatePassword(): string {
  for (;;) {
    const password = randomBytes(32).toString('base64url');
    // Other tools would take one that begins with a dash for an option.
    if (!password.startsWith('-')) return password;
  }
}

function usable(io: CliIo, where: string, text: string): string {
  const password = text.replace(/^\ufeff/, '').replace(/[\r\n]+$/, '');
  const problem = passwordProblem(password);
  if (problem !== null) throw new UserError(`${where}: ${problem}`);
  for (const warning of passwordWarnings(password)) note(io, `rollcall: note: ${warning}`);
  return password;
}

async function readText(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MAX_BYTES) throw new UserError('that is too long for a password');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
