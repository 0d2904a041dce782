import { figureTable } from '../../shared/bench/figures.ts';
import { figuresOf } from './figures.ts';
import { readOptions } from './options.ts';
import { runSize } from './run-size.ts';

const options = readOptions(process.argv);
const say = (line: string) => {
  process.stderr.write(`${line}\n`);
};

for (const servers of options.servers) {
  const figures = figuresOf(await runSize(servers, options, say));
  process.stdout.write(
    `\n${servers} servers every ${options.intervalSeconds} s\n${figureTable(figures)}\n\n`,
  );
  if (figures.some(({ ok }) => ok === false)) process.exitCode = 1;
}
process.exit();
