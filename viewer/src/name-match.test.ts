import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchInName } from './name-match.ts';

describe('what was looked for in a name', () => {
  it.each([
    ['Old Crone 7', 'crone', ['Old ', 'Crone', ' 7']],
    ['Old Crone 7', ' OLD ', ['', 'Old', ' Crone 7']],
    ['Zoë', 'zoe', ['', 'Zoë', '']],
    ['Zoe\u0308 the 2nd', 'zoe', ['', 'Zoe\u0308', ' the 2nd']],
    ['Zoe', 'zoë', ['', 'Zoe', '']],
    ['Große', 'OSS', ['Gr', 'oß', 'e']],
    ['Døgn', 'dog', ['', 'Døg', 'n']],
    ['x𝓦𝓪𝓷𝓳𝓪x', 'wanja', ['x', '𝓦𝓪𝓷𝓳𝓪', 'x']],
    ['ЛИСА', 'иса', ['Л', 'ИСА', '']],
    ['雪狐', '狐', ['雪', '狐', '']],
    ['a  \t b', 'a b', ['', 'a  \t b', '']],
    ['c\u200bro\u200dne', 'crone', ['', 'c\u200bro\u200dne', '']],
    ['100% <b>', '% <', ['100', '% <', 'b>']],
  ])('is marked in %j for %j', (name, wanted, expected) => {
    expect(matchInName(name, wanted)).toEqual(expected);
  });

  it.each([
    ['Wanja', 'crone'],
    ['Wanja', ' '],
    ['', 'a'],
    ['abc', '\u0301'],
  ])('is not marked in %j for %j', (name, wanted) => {
    expect(matchInName(name, wanted)).toBe(null);
  });

  it('never loses or adds a character, whatever the name is', () => {
    const unit = fc.constantFrom(
      ...Array.from('aAéß ø𝓦雪'),
      'e\u0301',
      '\u0301',
      '\ud800',
      '\u200b',
      'ﬁ',
      'İ',
    );
    const text = fc.string({ unit, maxLength: 8 });
    fc.assert(
      fc.property(text, text, text, (before, part, after) => {
        const name = before + part + after;
        const match = matchInName(name, part);
        if (match !== null) expect(match.join('')).toBe(name);
      }),
    );
  });
});
