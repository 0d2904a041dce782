import { failureText, UserError } from '@rollcall/shared';
import { Command } from 'commander';
import { rollcallVersion } from '../version.ts';
import { describeFailure } from './failure.ts';
import { note, type CliIo } from './io.ts';
import { addRun } from './run.ts';

/**
 * Runs one command line of `rollcall` (without the name of the executable).
 *
 * @returns the exit status: 0 done, 1 failed, 2 wrong usage, 78 bad configuration.
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  try {
    refusePasswordArgument(argv);
    await program(io, await commandsFor(argv)).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    const { exitCode, message } = describeFailure(error, io.env['LOG_LEVEL'] === 'debug');
    if (message !== '') note(io, failureText(message, io.env));
    return exitCode;
  }
}

type AddCommand = (program: Command, io: CliIo) => void;

/** The daemon runs for months and does without what the others need: a hundred modules. */
async function commandsFor([name]: readonly string[]): Promise<readonly AddCommand[]> {
  if (name === 'run') return [addRun];
  const { COMMANDS } = await import('./all-commands.ts');
  return COMMANDS;
}

function program(io: CliIo, commands: readonly AddCommand[]): Command {
  const rollcall = new Command('rollcall')
    .description('Who is on, who was on, and when was each game server really up.')
    .version(rollcallVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain the command')
    .helpCommand('help [command]', 'explain a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
      outputError: (text, write) => {
        write(text.replace(/^error: /, 'rollcall: '));
      },
    })
    .showHelpAfterError('(--help explains the command)')
    .addHelpText(
      'after',
      `
Settings are environment variables; rollcall.env.example explains each.
Results go to stdout, the log to stderr. Exit status: 0 done, 1 failed, 2 wrong usage, 78 bad configuration.

Example:
  rollcall servers add "Campaign 1" 203.0.113.7:27015 --group "Left 4 Dead 2"
  rollcall status`,
    );
  for (const add of commands) add(rollcall, io);
  return rollcall;
}

/** Before commander sees it, whose errors quote what was typed. */
function refusePasswordArgument(argv: readonly string[]): void {
  const end = argv.indexOf('--');
  const options = end === -1 ? argv : argv.slice(0, end);
  // No command has a -p of its own; other consoles take the password there, also without a blank.
  if (!options.some((arg) => /^(-p|--?(rcon[-_]?)?pass(word|wd)?(=|$))/i.test(arg))) return;
  throw new UserError(
    'a password as an argument can be read by every user of this machine (ps), and stays in the history of the shell: use --password-file FILE or --password-stdin',
    { exitCode: 2 },
  );
}
