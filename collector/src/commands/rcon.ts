import { UserError } from '@rollcall/shared';
import type { Command } from 'commander';
import { tryParseAddress } from '../fleet/address.ts';
import type { CliIo } from './io.ts';
import { addPasswordOptions, readGivenPassword, type PasswordOptions } from './password-input.ts';
import { withRconAccess } from './rcon-access.ts';
import { runConsole } from './rcon-console.ts';
import { runOnMany } from './rcon-many.ts';
import { runOnOne } from './rcon-one.ts';
import { typedPassword } from './rcon-password.ts';
import { pipedCommands } from './rcon-piped.ts';

interface RconOptions extends PasswordOptions {
  readonly execute?: readonly string[];
  readonly json?: true;
  readonly all?: true;
  readonly group?: string;
}

export function addRcon(program: Command, io: CliIo): void {
  const command = program
    .command('rcon')
    .description('The console of a Source server; with a command, runs it once.')
    .argument('[server]', 'name or number of a registered server, or HOST:PORT')
    .argument('[command...]', 'run this once and leave');
  addPasswordOptions(command)
    .option('-e, --execute <command>', 'run this once and leave; may be repeated', collect)
    .option('--all', 'run it on every enabled server, side by side')
    .option('--group <label>', 'run it on every enabled server of the group')
    .option('--json', 'one JSON object a command: server, command, ok, answer, error')
    .addHelpText(
      'after',
      `
Tab completes the server's own commands and variables, with their help texts; the arrow keys bring back what was typed
before (never a line with a password); Ctrl-C cancels the running command only; !help lists what the console does itself.
Commands can be piped in, one a line; // begins a comment. What is sent is written down in operator_command.
HOST:PORT needs no database; its password is asked for, or comes from --password-file or --password-stdin.
Exit status: 0 if every command was answered and done, 1 if not, 2 for wrong usage.

Example:
  rollcall rcon "Campaign 1"
  rollcall rcon "Campaign 1" --execute "changelevel c1m1_hotel"
  rollcall rcon 203.0.113.7:27015 --password-file rcon.txt status
  rollcall rcon --group "Left 4 Dead 2" --json status`,
    )
    .action(async (server: string | undefined, words: readonly string[], options: RconOptions) => {
      if (options.all === true || options.group !== undefined) {
        await onMany(io, server, words, options);
      } else {
        await onOne(io, server, words, options);
      }
    });
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

async function onMany(
  io: CliIo,
  first: string | undefined,
  words: readonly string[],
  options: RconOptions,
): Promise<void> {
  if (options.all === true && options.group !== undefined)
    throw usage('--all or --group, not both');
  if (options.passwordFile !== undefined || options.passwordStdin === true) {
    throw usage('--all and --group use the stored passwords');
  }
  const commands = given([...(first === undefined ? [] : [first]), ...words], options);
  if (commands.length === 0) throw usage('which command? rollcall rcon --all status');
  await withRconAccess(io, true, (access) => runOnMany(io, access, commands, options));
}

async function onOne(
  io: CliIo,
  nameOrAddress: string | undefined,
  words: readonly string[],
  options: RconOptions,
): Promise<void> {
  if (nameOrAddress === undefined) {
    throw usage('which server? a name ("rollcall servers list" shows them) or HOST:PORT');
  }
  const isAddress = tryParseAddress(nameOrAddress) !== null;
  if (!isAddress && (options.passwordFile !== undefined || options.passwordStdin === true)) {
    throw usage(
      'the password belongs to HOST:PORT; that of a registered server is stored ("rollcall servers set" changes it)',
    );
  }
  const commands = given(words, options);
  const isTerminal = io.stdin.isTTY === true;
  if (commands.length === 0 && options.passwordStdin === true) {
    throw usage('--password-stdin leaves no input for commands: add --execute "…"');
  }
  const ask = async (where: string) =>
    (await readGivenPassword(io, options)) ?? typedPassword(io, where);
  await withRconAccess(io, !isAddress, async (access) => {
    const server = await access.find(nameOrAddress, ask);
    if (commands.length > 0) await runOnOne(io, access, server, commands, options);
    else if (isTerminal && options.json !== true) await runConsole(io, access, server);
    else await runOnOne(io, access, server, pipedCommands(io.stdin), options);
  });
}

function given(words: readonly string[], { execute = [] }: RconOptions): readonly string[] {
  if (words.length === 0) return execute;
  if (execute.length > 0)
    throw usage('the command stands behind the name or in --execute, not both');
  return [words.join(' ')];
}

function usage(message: string): UserError {
  return new UserError(message, { exitCode: 2 });
}
