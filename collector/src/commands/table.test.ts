import { expect, it } from 'vitest';
import { displayWidth, renderFields, renderTable } from './table.ts';

const columns = [
  { title: 'NAME', value: (row: readonly [string, number]) => row[0] },
  { title: 'PING', value: (row: readonly [string, number]) => row[1], align: 'right' as const },
];

it('aligns names of every width and numbers to the right', () => {
  const table = renderTable(columns, [
    ['骨 xX', 5],
    ['étoilé', 120],
    ['e\u0301toile\u0301', 7],
  ]);
  expect(table).toBe(
    ['NAME    PING', '骨 xX      5', 'étoilé   120', 'e\u0301toile\u0301     7', ''].join('\n'),
  );
});

it('lets no value break out of its row or steer the terminal', () => {
  const table = renderTable(columns, [['a\nFAKE 1\x1b[2J', 1]]);
  expect(table.split('\n')).toHaveLength(3);
  expect(table).not.toContain('\x1b');
});

it('prints the titles alone where there are no rows', () => {
  expect(renderTable(columns, [])).toBe('NAME  PING\n');
});

it('puts names before values', () => {
  expect(
    renderFields([
      ['id', '7'],
      ['address', 'a\tb'],
    ]),
  ).toBe('id       7\naddress  a b\n');
});

it.each([
  ['abc', 3],
  ['骨', 2],
  ['한', 2],
  ['😀', 2],
  ['e\u0301', 1],
  ['', 0],
])('takes %s for %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});
