import { expect, it } from 'vitest';
import { nameProblem, passwordProblem, passwordWarnings, protocolProblem } from './server-rules.ts';

it.each(['Campaign 1', '#1 | Žluť 骨 ❤️', '9 lives', 'a:b', 'x'.repeat(100), '骨'.repeat(100)])(
  'takes "%s" as a name',
  (name) => {
    expect(nameProblem(name)).toBeNull();
  },
);

it.each([
  ['', /empty/],
  ['123', /digits only/],
  ['203.0.113.7:27015', /HOST:PORT/],
  ['localhost:1', /HOST:PORT/],
  ['a\nb', /control characters/],
  ['a\x1b[2Jb', /control characters/],
  ['a\u202eb', /writing direction/],
  ['x'.repeat(101), /at most 100/],
])('refuses "%s" as a name', (name, words) => {
  expect(nameProblem(name)).toMatch(words);
});

it.each([
  ['', /empty/],
  ['one\ntwo', /more than one line/],
  ['nul\0', /cannot be typed/],
  ['not utf-8 \ufffd', /cannot be typed/],
  ['with "quotes"', /double quote/],
  ['x'.repeat(501), /longer than 500/],
])('refuses a password with words that do not tell it: %j', (password, words) => {
  const problem = passwordProblem(password);
  expect(problem).toMatch(words);
  if (password.length > 3) expect(problem).not.toContain(password);
});

it.each([
  ['a;b', /semicolon/],
  [' blank', /blank/],
  ['x'.repeat(101), /longer than 100/],
])('takes a password with a warning: %j', (password, words) => {
  expect(passwordProblem(password)).toBeNull();
  expect(passwordWarnings(password).join()).toMatch(words);
});

it('takes an ordinary password without a word', () => {
  expect(passwordProblem('pässwörd-1')).toBeNull();
  expect(passwordWarnings('pässwörd-1')).toEqual([]);
});

it('knows the protocols that there are drivers for', () => {
  expect(protocolProblem('source')).toBeNull();
  expect(protocolProblem('quake9')).toMatch(/there is source/);
});
