import { expect, it } from 'vitest';
import type { Cvar } from '../protocols/source-rcon/cvar-list.ts';
import { parseBang } from './bang-commands.ts';
import { candidateTable } from './candidate-table.ts';
import { commonPrefix, complete } from './complete.ts';

const CVARS: readonly Cvar[] = [
  { type: 'variable', name: 'sv_gravity', value: '800', number: 800, flags: [], description: 'g' },
  { type: 'variable', name: 'sv_cheats', value: '0', number: 0, flags: [], description: 'c' },
  { type: 'command', name: 'say', flags: [], description: 'Display player message' },
];
const names = (line: string) =>
  complete(line, CVARS, ['Campaign 1', 'versus']).candidates.map(({ name }) => name);

it.each<[string, readonly string[]]>([
  ['', ['say', 'sv_cheats', 'sv_gravity']],
  ['SV_', ['sv_cheats', 'sv_gravity']],
  ['sv_g', ['sv_gravity']],
  ['say sv', []],
  ['help sv_g', ['sv_gravity']],
  ['status; sa', ['say']],
  ['!re', []],
  ['!s', ['!servers', '!shutdown']],
  ['!raw sa', ['say']],
  ['!help sv_g', ['sv_gravity']],
  ['!connect c', ['Campaign 1']],
  ['!connect Campaign ', ['Campaign 1']],
  ['sv_gravity 8 0', []],
])('completes %j to %j', (line, found) => {
  expect(names(line)).toEqual(found);
});

it('finds what all have in common, whatever their case', () => {
  const of = (...found: string[]) =>
    commonPrefix(found.map((name) => ({ name, value: '', help: '' })));
  expect(of('sv_cheats', 'SV_CHAT')).toBe('sv_ch');
  expect(of('a', 'b')).toBe('');
  expect(of()).toBe('');
});

it('keeps the table within the terminal, and says how many it left out', () => {
  const many = Array.from({ length: 50 }, (_, at) => ({
    name: `name${at}`,
    value: 'v'.repeat(40),
    help: `\x1b[31m${'h'.repeat(200)}`,
  }));
  const lines = candidateTable(many, 60).split('\n');
  expect(lines).toHaveLength(31);
  expect(lines.at(-1)).toBe('  … and 20 more: type further');
  for (const line of lines) expect(line.length).toBeLessThan(60);
  expect(lines.join('')).not.toContain('\x1b');
});

it.each([
  ['status', null],
  ['!exit', { name: '!exit', rest: '' }],
  [' !CONNECT  Campaign 1 ', { name: '!connect', rest: 'Campaign 1' }],
  ['!sh', { name: '!shutdown', rest: '' }],
  ['!s', { name: null, rest: '' }],
  ['!', { name: null, rest: '' }],
  ['!reboot', { name: null, rest: '' }],
])('takes %j for %j', (line, parsed) => {
  expect(parseBang(line)).toEqual(parsed);
});
