import { Command, InvalidArgumentError } from 'commander';
import { numberOption } from '../../shared/bench/number-option.ts';

const PARTS = ['questions', 'addresses', 'list', 'pages', 'changes'] as const;
export type Part = (typeof PARTS)[number];

export interface BenchOptions {
  readonly servers: number;
  readonly days: number;
  /** Load on each address lasts so long. */
  readonly seconds: number;
  /** So many pages are open at once, for so long. */
  readonly pages: number;
  readonly openSeconds: number;
  /** Where the database is kept for the next run; null = it goes with this one. */
  readonly data: string | null;
  readonly only: readonly Part[];
  /** Only addresses that contain this; empty = all. */
  readonly match: string;
  /** Where the viewer's CPU profiles go; null = none is taken. */
  readonly profile: string | null;
}

function parts(text: string): readonly Part[] {
  return text.split(',').map((word) => {
    const part = PARTS.find((known) => known === word);
    if (part === undefined) throw new InvalidArgumentError(`Parts are ${PARTS.join(', ')}.`);
    return part;
  });
}

export function readOptions(argv: readonly string[]): BenchOptions {
  const options = new Command('bench:viewer')
    .description('What pages and data cost on a large history, with the limits.')
    .option('--servers <n>', 'how many servers the history has', numberOption(120, 5_000), 500)
    .option('--days <n>', 'and how many days', numberOption(2, 60), 30)
    .option('--seconds <n>', 'load on each address', numberOption(0.2, 600), 2)
    .option('--pages <n>', 'open pages', numberOption(1, 5_000), 1_000)
    .option('--open <seconds>', 'for so long', numberOption(5, 3_600), 60)
    .option('--data <folder>', 'keep the database there and use it again')
    .option('--only <parts>', `of ${PARTS.join(', ')}`, parts, PARTS)
    .option('--match <text>', 'only addresses that contain this', '')
    .option('--profile <folder>', "write the viewer's CPU profiles there")
    .parse([...argv])
    .opts<
      Omit<BenchOptions, 'openSeconds' | 'data' | 'profile'> & {
        open: number;
        data?: string;
        profile?: string;
      }
    >();
  return {
    servers: Math.round(options.servers),
    days: options.days,
    seconds: options.seconds,
    pages: Math.round(options.pages),
    openSeconds: options.open,
    data: options.data ?? null,
    only: options.only,
    match: options.match,
    profile: options.profile ?? null,
  };
}
