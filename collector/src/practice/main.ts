import { messageOf, onShutdown } from '@rollcall/shared';
import { Command, InvalidArgumentError } from 'commander';
import { readFileSync } from 'node:fs';
import { startFleet, type PracticeFleet } from './fleet.ts';
import { generatePassword, passwordIn, writeFleetFile } from './fleet-file.ts';

interface Options {
  readonly servers: number;
  readonly seed: string;
  readonly portBase: number;
  readonly passwordFile?: string;
  readonly fleet?: string;
  readonly speed: number;
  readonly json?: true;
}

const WEEK_MS = 7 * 86_400_000;

const number = (min: number, max: number, whole: boolean) => (text: string) => {
  const value = Number(text);
  const fits =
    text.trim() !== '' && value >= min && value <= max && (!whole || Number.isInteger(value));
  if (!fits)
    throw new InvalidArgumentError(`It has to be a number from ${String(min)} to ${String(max)}.`);
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

function passwordOf({ passwordFile, fleet }: Options): string {
  if (passwordFile !== undefined) return readFileSync(passwordFile, 'utf8').trimEnd();
  return (fleet === undefined ? null : passwordIn(fleet)) ?? generatePassword();
}

async function start(): Promise<PracticeFleet> {
  const password = passwordOf(options);
  // All processes of a week show the same people, so that a restart continues what was.
  const startMs = Math.floor(Date.now() / WEEK_MS) * WEEK_MS;
  const fleet = await startFleet({ ...options, password, startMs });
  if (options.fleet !== undefined) writeFleetFile(options.fleet, fleet.servers, password);
  const rows = fleet.servers.map(({ name, host, port, game }) => ({
    name,
    host,
    port,
    game: game.title,
  }));
  process.stdout.write(
    options.json
      ? `${JSON.stringify(rows)}\n`
      : rows.map((row) => `${row.name}\t${row.host}:${String(row.port)}\t${row.game}\n`).join(''),
  );
  return fleet;
}

try {
  const fleet = await start();
  await shutdown.requested;
  await fleet.close();
} catch (error) {
  process.stderr.write(`rollcall-practice: ${messageOf(error)}\n`);
  process.exitCode = 1;
}
