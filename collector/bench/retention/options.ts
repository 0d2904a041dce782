import { Command, InvalidArgumentError } from 'commander';

export interface RetentionBenchOptions {
  readonly servers: number;
  /** How long the history is before its first day is trimmed. */
  readonly days: number;
  /** Of each server; there are twice as many states. */
  readonly sessionsADay: number;
}

function number(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!(value >= min && value <= max)) {
      throw new InvalidArgumentError(`It has to be a number from ${min} to ${max}.`);
    }
    return Math.round(value);
  };
}

export function readRetentionOptions(argv: readonly string[]): RetentionBenchOptions {
  const options = new Command('bench:retention')
    .description('How long statements take that sum up and trim a day while servers are polled.')
    .option('--servers <n>', 'how many simulated servers', number(20, 5_000), 500)
    .option('--days <n>', 'length of the history', number(3, 400), 8)
    .option('--sessions <n>', 'sessions a day and server', number(1, 2_000), 240)
    .parse([...argv])
    .opts<Record<'servers' | 'days' | 'sessions', number>>();
  return { servers: options.servers, days: options.days, sessionsADay: options.sessions };
}
