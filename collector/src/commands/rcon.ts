import { UserError } from '@rollcall/shared';
import type { Command } from 'commander';
import { tryParseAddress, tryParseHost } from '../fleet/address.ts';
import { formatAddress } from '../transport/tcp.ts';
import type { CliIo } from './io.ts';
import { addPasswordOptions, readGivenPassword, type PasswordOptions } from './password-input.ts';
import { isAddressAlone, withRconAccess } from './rcon-access.ts';
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
    .argument('[server]', 'name or number of a registered server, or HOST[:PORT] (27015)')
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
HOST:PORT needs no database; its password is asked for, or comes from --password-file or --password-stdin. HOST alone is an
address, localhost or a name with a dot, at port 27015. Without a server the console opens unconnected: !connect, !servers.
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
  const isTerminal = io.stdin.isTTY === true && io.stdout.isTTY === true;
  const givesPassword = options.passwordFile !== undefined || options.passwordStdin === true;
  const commands = given(words, options);
  const opensConsole = commands.length === 0 && isTerminal && options.json !== true;
  if (nameOrAddress === undefined) {
    if (!opensConsole || givesPassword) {
      throw usage('which server? a name ("rollcall servers list" shows them) or HOST:PORT');
    }
    await withRconAccess(io, false, (access) => runConsole(io, access, null));
    return;
  }
  // With a password it is no registered server, whose own is stored.
  const address =
    tryParseAddress(nameOrAddress) ?? (givesPassword ? tryParseHost(nameOrAddress) : null);
  if (givesPassword && address === null) {
    throw usage(
      'the password belongs to HOST:PORT; that of a registered server is stored ("rollcall servers set" changes it)',
    );
  }
  if (commands.length === 0 && options.passwordStdin === true) {
    throw usage('--password-stdin leaves no input for commands: add --execute "…"');
  }
  const ask = async (where: string) =>
    (await readGivenPassword(io, options)) ?? typedPassword(io, where);
  const named = address === null ? nameOrAddress : formatAddress(address);
  await withRconAccess(io, !isAddressAlone(named), async (access) => {
    const server = await access.find(named, ask);
    if (opensConsole) await runConsole(io, access, server);
    else if (commands.length > 0) await runOnOne(io, access, server, () => commands, options);
    else await runOnOne(io, access, server, (stop) => pipedCommands(io.stdin, stop), options);
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
