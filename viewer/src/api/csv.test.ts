import { expect, it } from 'vitest';
import { HOSTILE_NAMES } from '../testing/hostile.ts';
import { csvOf } from './csv.ts';

const cell = (value: string) => csvOf(['a'], [{ a: value }]).slice('a\r\n'.length, -'\r\n'.length);

it('has a header, CRLF, and an empty cell for what is not known', () => {
  const rows = [
    { a: 1, b: null, c: true },
    { a: 'x', b: 0, c: false },
  ];
  expect(csvOf(['a', 'b', 'c'], rows)).toBe('a,b,c\r\n1,,true\r\nx,0,false\r\n');
  expect(csvOf(['a', 'b'], [])).toBe('a,b\r\n');
});

it('quotes what would end a cell', () => {
  expect(cell('a,b')).toBe('"a,b"');
  expect(cell('say "hi"')).toBe('"say ""hi"""');
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '＝1', '\t=1', ' =1', '\r\n=1', '\u200f=1', '\u00a0+1'])(
  'lets no spreadsheet calculate %j',
  (name) => {
    expect(cell(name)).toMatch(/^'/);
  },
);

it('leaves out what would not be seen, or would turn what follows', () => {
  expect(cell('a\u0000b\nc\u001b[31m\u202ed\u2028\u009b')).toBe('abc[31md');
});

it('keeps every name in one cell of one row', () => {
  for (const name of HOSTILE_NAMES) {
    const csv = csvOf(['a', 'b'], [{ a: name, b: 1 }]);
    expect(csv.split('\r\n')).toHaveLength(3);
    expect(csv).toMatch(/,1\r\n$/);
  }
});
