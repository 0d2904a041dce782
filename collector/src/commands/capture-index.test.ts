import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { captureIndexLine } from './capture-index.ts';
import { maskCapture } from './mask-capture.ts';

const folder = new URL('../protocols/source-status/fixtures/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');

interface IndexLine {
  readonly file: string;
  readonly protocol: string;
  readonly command: string;
  readonly expected: Readonly<Record<string, unknown>> & {
    readonly roster: readonly Readonly<Record<string, unknown>>[];
  };
}

const parse = (line: string) => JSON.parse(line) as IndexLine;
const index = read('index.jsonl')
  .trim()
  .split('\n')
  .map(parse)
  .filter(({ protocol }) => protocol === 'source-rcon');
const lineOf = (text: string, { file, command }: IndexLine) =>
  captureIndexLine(text, { file, protocol: 'source', command, at: new Date(0) });

it.each(index)('writes for $file what its index says, as far as both tell it', (known) => {
  const line = parse(lineOf(read(known.file), known) ?? '');
  expect(line).toMatchObject({ file: known.file, protocol: 'source-rcon', command: known.command });
  for (const key of ['map', 'humans', 'max', 'bots', 'hibernating', 'hostname', 'reserved']) {
    if (key in known.expected && key in line.expected) {
      expect(line.expected[key], key).toEqual(known.expected[key]);
    }
  }
  const told = line.expected.roster.map((row, at) =>
    Object.fromEntries(
      Object.entries(row).filter(([key]) => key in (known.expected.roster[at] ?? {})),
    ),
  );
  const shared = known.expected.roster.map((row, at) =>
    Object.fromEntries(
      Object.entries(row).filter(([key]) => key in (line.expected.roster[at] ?? {})),
    ),
  );
  expect(told).toEqual(shared);
});

it.each(index)('masks $file without changing what is read, ids and addresses apart', (known) => {
  const before = parse(lineOf(read(known.file), known) ?? '');
  const after = parse(lineOf(maskCapture(read(known.file)), known) ?? '');
  const plain = ({ expected }: IndexLine) => ({
    ...expected,
    hostname: null,
    reservation: null,
    roster: expected.roster.map((row) => ({
      ...row,
      // An id in a name is masked, too.
      name: String(row['name']).replace(/\[U:1:\d+\]/g, '[U]'),
      steamId64: null,
      adr: null,
    })),
  });
  expect(plain(after)).toEqual(plain(before));
});

it('has no line for a form that is not known', () => {
  expect(
    captureIndexLine('a new form', {
      file: 'x',
      protocol: 'source',
      command: 'status',
      at: new Date(0),
    }),
  ).toBeNull();
});
