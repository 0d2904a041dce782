import { figureTable } from '../../shared/bench/figures.ts';
import { figuresOf } from './figures.ts';
import { readOptions } from './options.ts';
import { runSize } from './run-size.ts';
import { walTable } from './wal-parts.ts';

const options = readOptions(process.argv);
const say = (line: string) => {
  process.stderr.write(`${line}\n`);
};

for (const servers of options.servers) {
  const result = await runSize(servers, options, say);
  const figures = figuresOf(result);
  process.stdout.write(
    `\n${servers} servers every ${options.intervalSeconds} s\n${figureTable(figures)}\n\n`,
  );
  if (options.wal) {
    for (const [{ name, walParts }, times] of [
      [result.quiet, result.quiet.intervals],
      [result.swaps, result.swaps.joins],
    ] as const) {
      process.stdout.write(
        `WAL, ${name}: bytes and records each time\n${walTable(walParts, times)}\n\n`,
      );
    }
  }
  if (figures.some(({ ok }) => ok === false)) process.exitCode = 1;
}
process.exit();
