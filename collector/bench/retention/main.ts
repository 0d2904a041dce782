import { figureTable } from '../../../shared/bench/figures.ts';
import { readRetentionOptions } from './options.ts';
import { retentionFigures, trimWhilePolling } from './trim-while-polling.ts';

const options = readRetentionOptions(process.argv);
const result = await trimWhilePolling(options, (line) => {
  process.stderr.write(`${line}\n`);
});
const figures = retentionFigures(result);
process.stdout.write(`\n${options.servers} servers, ${options.days} days of history\n`);
process.stdout.write(`${figureTable(figures)}\n\n`);
process.exit(figures.some(({ ok }) => ok === false) ? 1 : 0);
