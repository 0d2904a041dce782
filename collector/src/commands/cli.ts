import { failureText, UserError } from '@rollcall/shared';
import { Command } from 'commander';
import { rollcallVersion } from '../version.ts';
import { addBan } from './ban.ts';
import { addCompletion } from './completion.ts';
import { addDoctor } from './doctor.ts';
import { describeFailure } from './failure.ts';
import { note, type CliIo } from './io.ts';
import { addKick } from './kick.ts';
import { addMigrate } from './migrate.ts';
import { addPoll } from './poll.ts';
import { addRcon } from './rcon.ts';
import { addRun } from './run.ts';
import { addSay } from './say.ts';
import { addSecrets } from './secrets.ts';
import { addServers } from './servers.ts';
import { addStatus } from './status.ts';
import { addUnban } from './unban.ts';

/** In the order in which the help lists them. */
const COMMANDS = [
  addRun,
  addMigrate,
  addServers,
  addPoll,
  addRcon,
  addStatus,
  addKick,
  addBan,
  addUnban,
  addSay,
  addSecrets,
  addDoctor,
  addCompletion,
] as const;

/**
 * Runs one command line of `rollcall` (without the name of the executable).
 *
 * @returns the exit status: 0 done, 1 failed, 2 wrong usage, 78 bad configuration.
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  try {
    refusePasswordArgument(argv);
    await program(io).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    const { exitCode, message } = describeFailure(error, io.env['LOG_LEVEL'] === 'debug');
    if (message !== '') note(io, failureText(message, io.env));
    return exitCode;
  }
}

function program(io: CliIo): Command {
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
  for (const add of COMMANDS) add(rollcall, io);
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
