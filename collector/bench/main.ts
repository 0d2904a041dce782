import { figuresOf, type Figure } from './figures.ts';
import { readOptions } from './options.ts';
import { runSize } from './run-size.ts';

const options = readOptions(process.argv);
const say = (line: string) => {
  process.stderr.write(`${line}\n`);
};

function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ id, what, measured, limit, ok }) => [
    id,
    what,
    measured,
    limit,
    ok === null ? '' : ok ? 'ok' : 'MISSED',
  ]);
  const widths = [0, 1, 2, 3].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

for (const servers of options.servers) {
  const figures = figuresOf(await runSize(servers, options, say));
  process.stdout.write(
    `\n${servers} servers every ${options.intervalSeconds} s\n${table(figures)}\n\n`,
  );
  if (figures.some(({ ok }) => ok === false)) process.exitCode = 1;
}
process.exit();
