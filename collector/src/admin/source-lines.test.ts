import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  banLine,
  idFormIn,
  kickLine,
  printId,
  quoted,
  refusalIn,
  sayLine,
  unbanLine,
} from './source-lines.ts';

const ZOEY = 76561197960268197n;

/** How Source splits a line into commands, and the first of them into words. */
function engine(line: string): { readonly commands: number; readonly words: readonly string[] } {
  let isQuoted = false;
  let commands = 1;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\n' || character === '\r' || character === '\0') commands += 1;
    else if (character === ';' && !isQuoted) commands += 1;
  }
  return { commands, words: line.match(/"[^"]*"?|[^\s"]+/g) ?? [] };
}

describe('nothing that is typed or called can begin a second command:', () => {
  it.each([
    ['hello"; quit; "', `say "hello', quit, '"`],
    ['a\nquit', 'say "a quit"'],
    ['a\r\n;quit', 'say "a ,quit"'],
    ['a\u2028b\0c\u0085d', 'say "a b c d"'],
    ['http://x // y', 'say "http://x // y"'],
    ['\x02\x1b[2Jred', 'say "[2Jred"'],
    ['"', `say "'"`],
  ])('say %j', (text, line) => {
    expect(sayLine(text)).toBe(line);
  });

  it('whatever it is', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(
        '"',
        ';',
        '\n',
        '\r',
        '\0',
        '\\',
        ' ',
        'a',
        '/',
        '\u2028',
        '\ud800',
        '%',
        '{',
      ),
    });
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (text) => {
        const line = `kickid 5 ${quoted(text)}`;
        expect(engine(line)).toEqual({ commands: 1, words: ['kickid', '5', quoted(text)] });
        // As the server decodes it.
        expect(engine(Buffer.from(line).toString('latin1')).commands).toBe(1);
      }),
      { numRuns: 2_000 },
    );
  });
});

it('refuses to say nothing, and what a server would cut off', () => {
  expect(() => sayLine(' \n ')).toThrow(/nothing to say/);
  expect(() => sayLine('ä'.repeat(255))).toThrow(/cuts it off/);
});

it('prints ids as the server does', () => {
  expect(printId(ZOEY, 'STEAM_0')).toBe('STEAM_0:1:1234');
  expect(printId(ZOEY, 'STEAM_1')).toBe('STEAM_1:1:1234');
  expect(printId(ZOEY, 'U')).toBe('[U:1:2469]');
  expect(() => printId(5n, 'U')).toThrow(/no Steam id/);
  expect(idFormIn('# 2 "[U:1:5]" STEAM_0:1:5 00:05')).toBe('STEAM_0');
  expect(idFormIn('# 2 1 "x" STEAM_1:1:5 00:05')).toBe('STEAM_1');
  expect(idFormIn('#      2 "STEAM_0:1:5"     [U:1:5]    00:05')).toBe('U');
  expect(idFormIn('')).toBe('STEAM_1');
});

it('kicks by the number of the connection, else by id', () => {
  expect(kickLine({ userId: 7, playerId: ZOEY }, 'U', null)).toBe('kickid 7');
  expect(kickLine({ userId: null, playerId: ZOEY }, 'STEAM_1', 'a "b"')).toBe(
    `kickid STEAM_1:1:1234 "a 'b'"`,
  );
  expect(() => kickLine({ userId: null, playerId: null }, 'U', null)).toThrow(/neither/);
});

it('bans and unbans by id', () => {
  expect(banLine(ZOEY, 'STEAM_1', 0)).toBe('banid 0 STEAM_1:1:1234');
  expect(banLine(ZOEY, 'U', 30)).toBe('banid 30 [U:1:2469]');
  expect(() => banLine(ZOEY, 'U', 0.5)).toThrow(/whole minutes/);
  expect(unbanLine(ZOEY, 'STEAM_0')).toBe('removeid STEAM_0:1:1234');
});

it.each([
  ['', null],
  ['Kicked by Console : rude', null],
  ['Kicked by Console : no such luck, not found', null],
  ['Banned for 30.00 minutes', null],
  ['userid "5" not found\n', 'userid "5" not found'],
  ['Unknown command "kickid"\n', 'Unknown command "kickid"'],
  [
    'Usage:  kickid < userid | uniqueid > { message }\n',
    'Usage:  kickid < userid | uniqueid > { message }',
  ],
  ['removeid: STEAM_1:1:1234 not found\n', 'removeid: STEAM_1:1:1234 not found'],
])('reads from %j whether it was refused', (answer, refusal) => {
  expect(refusalIn(answer)).toBe(refusal);
});
