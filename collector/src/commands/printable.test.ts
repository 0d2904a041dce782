import { expect, it } from 'vitest';
import { printable, toJson } from './printable.ts';

it.each([
  ['a colour sequence', '\x1b[31mred\x1b[0m', '[31mred[0m'],
  ['a C1 control', 'a\x9b2Jb', 'a2Jb'],
  ['a bidirectional override', 'abc\u202edcba\u2066x', 'abcdcbax'],
  ['line breaks and tabs', 'one\r\ntwo\tthree\u2028four', 'one two three four'],
  ['half of a surrogate pair', 'x\ud800y', 'xy'],
  ['a bell and a NUL', 'a\x07\0b', 'ab'],
])('takes %s out of what is shown', (_what, text, shown) => {
  expect(printable(text)).toBe(shown);
});

it('leaves letters of all scripts and emoji as they are', () => {
  const name = 'Žluťoučký 骨 ;) ❤️ 👨‍👩‍👧 ไทย';
  expect(printable(name)).toBe(name);
});

it('escapes in JSON what a terminal would obey, without changing the value', () => {
  const value = { name: '\x1b[31m\x9b2J\u202e\u2028\x7f ok', id: 76561197960287930n };
  const json = toJson(value);
  expect(json).toMatch(/^[\x20-\x7e]+$/);
  expect(JSON.parse(json)).toEqual({ name: value.name, id: '76561197960287930' });
});
