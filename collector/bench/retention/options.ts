import { Command } from 'commander';
import { numberOption } from '../../../shared/bench/number-option.ts';

export interface RetentionBenchOptions {
  readonly servers: number;
  /** How long the history is before its first day is trimmed. */
  readonly days: number;
  /** Of each server; there are twice as many states. */
  readonly sessionsADay: number;
}

export function readRetentionOptions(argv: readonly string[]): RetentionBenchOptions {
  const options = new Command('bench:retention')
    .description('How long statements take that sum up and trim a day while servers are polled.')
    .option('--servers <n>', 'how many simulated servers', numberOption(20, 5_000), 500)
    .option('--days <n>', 'length of the history', numberOption(3, 400), 8)
    .option('--sessions <n>', 'sessions a day and server', numberOption(1, 2_000), 240)
    .parse([...argv])
    .opts<Record<'servers' | 'days' | 'sessions', number>>();
  return {
    servers: Math.round(options.servers),
    days: Math.round(options.days),
    sessionsADay: Math.round(options.sessions),
  };
}
