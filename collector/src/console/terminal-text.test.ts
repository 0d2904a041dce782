import { expect, it } from 'vitest';
import { harmless, showBytes } from './terminal-text.ts';

it.each([
  ['a colour', '\x1b[31mred\x1b[0m', 'red'],
  ['a cursor that moves', 'a\x1b[2J\x1b[10;10Hb', 'ab'],
  ['a clipboard', 'a\x1b]52;c;aGk=\x07b', 'ab'],
  ['a title with the other end mark', 'a\x1b]0;title\x1b\\b', 'ab'],
  ['a hyperlink', '\x1b]8;;http://x\x1b\\text\x1b]8;;\x1b\\', 'text'],
  ['8-bit forms', 'a\x9b31mb\x9d0;t\x9cc', 'abc'],
  ['a reset', 'a\x1bcb', 'ab'],
  ['an unfinished sequence', 'a\x1b[3', 'a'],
  ['a string that never ends', 'a\x1b]52;c;xxx\nb', 'a\nb'],
  ['backspaces and bells', 'safe\x08\x08\x07', 'safe'],
  ['a return that would overwrite', 'evil\rgood', 'evil\ngood'],
  ['turned text', 'a\u202eb\u2066c', 'abc'],
  ['tabs', 'a\tb', 'a       b'],
  ['other scripts', 'žluťoučký 日本 ünï', 'žluťoučký 日本 ünï'],
])('makes %s harmless', (_what, text, shown) => {
  expect(harmless(text)).toBe(shown);
});

it('leaves no control character of any kind, whatever comes', () => {
  const every = Array.from({ length: 0x3000 }, (_, code) => `\x1b${String.fromCharCode(code)}`);
  expect(harmless(every.join('x'))).toMatch(/^[^\x00-\x09\x0b-\x1f\x7f-\x9f]*$/);
});

it('shows bytes so that each can be told', () => {
  expect(showBytes(Buffer.from('a\\\x1b[0m\n\xe9', 'latin1'))).toBe('a\\\\\\x1b[0m\\n\n\\xe9');
});
