import { Command } from 'commander';
import { numberOption } from '../../../shared/bench/number-option.ts';

export interface SoakOptions {
  readonly servers: number;
  readonly minutes: number;
  /** Time between two looks. */
  readonly everySeconds: number;
  readonly intervalSeconds: number;
  /** A server where people are changes once in this time on average. */
  readonly churnSeconds: number;
}

export function readSoakOptions(argv: readonly string[]): SoakOptions {
  const options = new Command('soak')
    .description('Whether memory, handles, delays and tables of the collector stay as they are.')
    .option('--servers <n>', 'how many simulated servers', numberOption(20, 5_000), 500)
    .option('--minutes <n>', 'how long they are polled', numberOption(0.5, 100_000), 30)
    .option('--every <seconds>', 'time between two looks', numberOption(1, 3_600), 60)
    .option('--interval <seconds>', 'time between two polls of one server', numberOption(1, 60), 5)
    .option(
      '--churn <seconds>',
      'a lively server changes once in this time',
      numberOption(6, 3_600),
      60,
    )
    .parse([...argv])
    .opts<Record<'servers' | 'minutes' | 'every' | 'interval' | 'churn', number>>();
  return {
    servers: Math.round(options.servers),
    minutes: options.minutes,
    everySeconds: options.every,
    intervalSeconds: options.interval,
    churnSeconds: options.churn,
  };
}
