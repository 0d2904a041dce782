import { Command, InvalidArgumentError } from 'commander';

export interface SoakOptions {
  readonly servers: number;
  readonly minutes: number;
  /** Time between two looks. */
  readonly everySeconds: number;
  readonly intervalSeconds: number;
  /** A server where people are changes once in this time on average. */
  readonly churnSeconds: number;
}

function number(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!(value >= min && value <= max)) {
      throw new InvalidArgumentError(`It has to be a number from ${min} to ${max}.`);
    }
    return value;
  };
}

export function readSoakOptions(argv: readonly string[]): SoakOptions {
  const options = new Command('soak')
    .description('Whether memory, handles, delays and tables of the collector stay as they are.')
    .option('--servers <n>', 'how many simulated servers', number(20, 5_000), 500)
    .option('--minutes <n>', 'how long they are polled', number(0.5, 100_000), 30)
    .option('--every <seconds>', 'time between two looks', number(1, 3_600), 60)
    .option('--interval <seconds>', 'time between two polls of one server', number(1, 60), 5)
    .option('--churn <seconds>', 'a lively server changes once in this time', number(6, 3_600), 60)
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
