import { describe, expect, it } from 'vitest';
import { connectedSeconds, wholeNumber, words } from './text.ts';

describe('connectedSeconds', () => {
  it.each([
    ['00:00', 0],
    ['05:09', 309],
    ['59:59', 3_599],
    ['1:00:00', 3_600],
    ['01:02:03', 3_723],
    ['25:00:01', 90_001],
    ['89:13:09', 321_189],
    ['100:51:20', 363_080],
    ['99999:00:00', 359_996_400],
  ])('reads %s', (text, seconds) => {
    expect(connectedSeconds(text)).toBe(seconds);
  });

  it.each([
    undefined,
    '',
    ':',
    '5',
    '5:9',
    '1:0',
    '00:60',
    '60:00',
    '1:60:00',
    '100:51:2',
    '-1:00',
    '1:-1:00',
    '::',
    '1::00',
    'a:bc',
    '1:2:3:4',
    '00:00:00:00',
    '1e2:00:00',
    '999999:00:00',
    '05:09x',
    '[NoChan]',
    'BOT',
  ])('does not guess at %j', (text) => {
    expect(connectedSeconds(text)).toBeNull();
  });
});

describe('wholeNumber', () => {
  it.each([
    ['0', 0],
    ['007', 7],
    ['-12', -12],
    ['999999999', 999_999_999],
  ])('reads %s', (text, value) => {
    expect(wholeNumber(text)).toBe(value);
  });

  it.each([undefined, '', '-', '1.5', '1e3', ' 1', '0x1', '1000000000', '--1', '٣'])(
    'takes %j for none',
    (text) => {
      expect(wholeNumber(text)).toBeNull();
    },
  );
});

it('splits words at blanks and control bytes', () => {
  const text = 'skip  a\tb\r\u0001c  and not this';
  expect(words(text, 4, text.indexOf('and'))).toEqual(['a', 'b', 'c']);
  expect(words('', 0, 0)).toEqual([]);
});
