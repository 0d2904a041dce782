import { expect, it } from 'vitest';
import { parseCvarList } from './cvar-list.ts';

const only = (line: string) => [...parseCvarList(line)][0];

it('reads commands and variables, and leaves out heading, rules and footer', () => {
  const text = [
    'cvar list',
    '--------------',
    'changelevel                              : cmd      :                 : Change server to the map',
    'sv_gravity                               : 800      : , "nf", "rep"   : World gravity.',
    '--------------',
    '  2 convars/concommands for [x]',
  ].join('\n');
  expect([...parseCvarList(text)]).toEqual([
    { type: 'command', name: 'changelevel', flags: [], description: 'Change server to the map' },
    {
      type: 'variable',
      name: 'sv_gravity',
      value: '800',
      number: 800,
      flags: ['nf', 'rep'],
      description: 'World gravity.',
    },
  ]);
});

it.each([
  ['a', 'a : 1 : : ratio 1:2 : yes', '1', 'ratio 1:2 : yes'],
  ['a', 'a : http://x:80/y z : , "a" : help', 'http://x:80/y z', 'help'],
  ['a', 'a :  : , "a", "sv" : ', '', ''],
  ['+jump', '+jump : 1e3 : : ', '1e3', ''],
  ['a_name_longer_than_its_column', 'a_name_longer_than_its_column: x : : y\r', 'x', 'y'],
])('keeps name %s of "%s" apart from value and help', (name, line, value, description) => {
  expect(only(line)).toMatchObject({ type: 'variable', name, value, description });
});

it.each([
  ['800', 800],
  ['-0.5', -0.5],
  ['1e3', 1_000],
  ['.25', 0.25],
  ['', null],
  ['0x10', null],
  ['1,2', null],
])('takes the value "%s" as the number %j', (value, number) => {
  expect(only(`a : ${value} : : b`)).toMatchObject({ number });
});

it.each([
  '',
  ':',
  'a\x1b[2J : cmd : : x',
  'a\u202eb : cmd : : x',
  ' : cmd : : ',
  'no colon',
  'a : b',
  'two words : cmd : : x',
  '"x : cmd : : y',
])('leaves out the damaged line %j', (line) => {
  expect([...parseCvarList(line)]).toEqual([]);
});

it('reads a line of a megabyte without getting slow', () => {
  const text = `a : ${': , "x"'.repeat(150_000)}`;
  expect([...parseCvarList(text)].length).toBeLessThanOrEqual(1);
});
