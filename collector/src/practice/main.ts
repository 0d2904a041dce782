import { messageOf, onShutdown } from '@rollcall/shared';
import { Command, InvalidArgumentError } from 'commander';
import { readFileSync } from 'node:fs';
import { startFleet, type PracticeFleet } from './fleet.ts';
import { generatePassword, passwordIn, writeFleetFile } from './fleet-file.ts';

interface Options {
  readonly servers: number;
  readonly seed: string;
  readonly portBase: number;
  readonly password?: string;
  readonly passwordFile?: string;
  readonly fleet?: string;
  readonly speed: number;
  readonly json?: true;
}

const PARENT_CHECK_MS = 1_000;

const number = (min: number, max: number, whole: boolean) => (text: string) => {
  const value = Number(text);
  const fits =
    text.trim() !== '' && value >= min && value <= max && (!whole || Number.isInteger(value));
  if (!fits) throw new InvalidArgumentError(`It has to be a number from ${min} to ${max}.`);
  return value;
};

const program = new Command('rollcall-practice')
  .description('Simulated game servers that speak real Source RCON, to try Rollcall with.')
  .option('--servers <count>', 'how many', number(1, 10_000, true), 8)
  .option('--seed <text>', 'the same seed shows the same people', 'practice')
  .option(
    '--port-base <port>',
    'port of the first, the others follow; 0 = free ones',
    number(0, 65_535, true),
    27_115,
  )
  .option('--password <text>', 'their RCON password, for all to see in the list of processes')
  .option(
    '--password-file <file>',
    'their RCON password; else the one in the fleet file, else a new one',
  )
  .option('--fleet <file>', 'write a file for "rollcall servers apply"')
  .option('--speed <factor>', 'how much livelier than usual', number(0.01, 1_000, false), 1)
  .option('--json', 'print the servers as JSON')
  .addHelpText(
    'after',
    '\nExample:\n  rollcall-practice --fleet practice.yaml & rollcall servers apply practice.yaml',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

const options = program.parse().opts<Options>();
const shutdown = onShutdown();

function passwordOf({ password, passwordFile, fleet }: Options): string {
  if (password !== undefined) return password;
  if (passwordFile !== undefined) return readFileSync(passwordFile, 'utf8').trimEnd();
  return (fleet === undefined ? null : passwordIn(fleet)) ?? generatePassword();
}

/** Resolves when the process that started this one has gone: its simulated servers are of no use without it. */
function orphaned(): Promise<void> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      resolve();
    }, PARENT_CHECK_MS);
    timer.unref();
  });
}

async function start(): Promise<PracticeFleet> {
  const password = passwordOf(options);
  const fleet = await startFleet({ ...options, password });
  if (options.fleet !== undefined) writeFleetFile(options.fleet, fleet.members, password);
  const rows = fleet.members.map(({ name, host, port, server }) => ({
    name,
    host,
    port,
    game: server.game,
  }));
  process.stdout.write(
    options.json
      ? `${JSON.stringify(rows)}\n`
      : rows.map((row) => `${row.name}\t${row.host}:${row.port}\t${row.game}\n`).join(''),
  );
  return fleet;
}

try {
  const fleet = await start();
  await Promise.race([shutdown.requested, orphaned()]);
  await fleet.close();
} catch (error) {
  process.stderr.write(`rollcall-practice: ${messageOf(error)}\n`);
  process.exitCode = 1;
}
