import { Command } from 'commander';
import { numberOption } from '../../shared/bench/number-option.ts';

export interface BenchOptions {
  /** How many servers; one run each. */
  readonly servers: readonly number[];
  /** Length of each phase. */
  readonly seconds: number;
  /** How long collector and floor poll before anything is measured; null = as long as `warmUpSecondsFor` says. */
  readonly warmUpSeconds: number | null;
  readonly intervalSeconds: number;
  /** How many percent of the servers are silent in the last phase. */
  readonly silent: number;
  /** Where the collector's CPU profile goes; null = none is taken. */
  readonly profile: string | null;
  /** Whether it is told which tables and indexes the log is written for. */
  readonly wal: boolean;
}

export function readOptions(argv: readonly string[]): BenchOptions {
  const count = numberOption(20, 20_000);
  const options = new Command('bench:collector')
    .description('What the collector costs and how well it keeps its promises, with the limits.')
    .option(
      '--servers <counts>',
      'how many simulated servers, one run for each number',
      (text) => text.split(',').map((part) => Math.round(count(part))),
      [500, 5_000],
    )
    .option('--seconds <n>', 'length of each of the three phases', numberOption(10, 86_400), 60)
    .option(
      '--warm-up <seconds>',
      'polled for so long before that (default: until what runs is compiled)',
      numberOption(0, 3_600),
    )
    .option('--interval <seconds>', 'time between two polls of one server', numberOption(1, 60), 5)
    .option(
      '--silent <percent>',
      'servers that are silent in the last phase',
      numberOption(0, 50),
      5,
    )
    .option('--profile <folder>', "write the collector's CPU profile there")
    .option('--wal', 'tell what the WAL is made of')
    .parse([...argv])
    .opts<{
      servers: readonly number[];
      seconds: number;
      warmUp?: number;
      interval: number;
      silent: number;
      profile?: string;
      wal?: boolean;
    }>();
  return {
    servers: options.servers,
    seconds: options.seconds,
    warmUpSeconds: options.warmUp ?? null,
    intervalSeconds: options.interval,
    silent: options.silent,
    profile: options.profile ?? null,
    wal: options.wal ?? false,
  };
}

/** V8 compiles what was run some thousand times: by then collector and floor are as they are for the rest of their lives. */
const COMPILED_AFTER_POLLS = 12_000;

/** The warm-up that so many servers need; at 100 polls a second two minutes. */
export function warmUpSecondsFor(servers: number, intervalSeconds: number): number {
  return Math.min(150, Math.max(30, (COMPILED_AFTER_POLLS * intervalSeconds) / servers));
}
