import { expect, it } from 'vitest';
import { excerpt } from './excerpt.ts';

it.each([
  ['Unknown command "status"\n', '"Unknown command "status""'],
  ['', 'it is empty'],
  ['\0\r\n \u001b', 'it is empty'],
  ['a\u001b[31mb\u0000c\r\nd\u202ee', '"a [31mb c d e"'],
  ['from 192.0.2.7:27005 and 198.51.100.9', '"from <address> and <address>"'],
  ['from [2001:db8::1:2]:27005', '"from [<address>]:27005"'],
  ['connected 1:02:33 as STEAM_1:0:12', '"connected 1:02:33 as STEAM_1:0:12"'],
])('shows %j as %s', (text, expected) => {
  expect(excerpt(text)).toBe(expected);
});

it('is short, whatever came, and cuts no character in two', () => {
  expect(excerpt('😀'.repeat(100_000))).toBe(`"${'😀'.repeat(80)}…"`);
});
