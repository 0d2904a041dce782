import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRoster, toObservation } from './parse-answer.ts';
import { RepeatedStatus } from './repeated-status.ts';

const folder = new URL('./fixtures/', import.meta.url);
const fixtures = readdirSync(folder)
  .filter((file) => file.endsWith('.txt'))
  .map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') }));

const rosterOf = (text: string) => {
  const answer = parseRoster(text);
  return answer === null ? null : toObservation(answer).roster;
};

const repeatedOf = (text: string) => {
  const roster = rosterOf(text);
  return roster === null ? null : RepeatedStatus.of(Buffer.from(text), roster);
};

/** Answers of Source games with players in them, whose next one can be recognised. */
const recognised = fixtures.filter(({ text }) => {
  const repeated = repeatedOf(text);
  return repeated !== null && (rosterOf(text)?.length ?? 0) > 0;
});

const ROW = [
  'hostname: x',
  'map     : c1m1_hotel',
  'players : 1 humans, 0 bots (4 max) (not hibernating) (unreserved)',
  '',
  '# userid name uniqueid connected ping loss state rate adr',
  '#  2 1 "Zoey" STEAM_1:0:1234 05:10 60 0 active 30000 192.0.2.7:27005',
  '#end',
  '',
].join('\n');

describe('RepeatedStatus', () => {
  it('knows the answers of most games of which the corpus has players', () => {
    expect(recognised.map(({ file }) => file)).toEqual(
      expect.arrayContaining([
        'l4d2-03-spoonman.txt',
        'tf2-16-uncletopia-atlanta.txt',
        'csgo-11-official.txt',
      ]),
    );
    expect(recognised.length).toBeGreaterThan(10);
  });

  it.each(recognised)('tells of $file what the parser tells', ({ text }) => {
    expect(repeatedOf(text)?.again(Buffer.from(text))).toEqual(rosterOf(text));
  });

  it.each(recognised)('tells what the parser tells as time passes in $file', ({ text }) => {
    const repeated = repeatedOf(text);
    const time = fc.tuple(fc.nat(120), fc.nat(59), fc.nat(59)).map(([hours, minutes, seconds]) => {
      const rest = [minutes, seconds].map((part) => String(part).padStart(2, '0')).join(':');
      return hours === 0 ? rest : `${hours}:${rest}`;
    });
    const count = (text.match(/\d+:\d\d\s+\d+\s+\d+\s/g) ?? []).length;
    const changes = fc.array(fc.tuple(time, fc.nat(999), fc.nat(99)), {
      minLength: count,
      maxLength: count,
    });
    fc.assert(
      fc.property(changes, (rows) => {
        let row = 0;
        const later = text.replace(/ \d+(?::\d\d)+(\s+)\d+(\s+)\d+(?=\s)/g, (all, a, b) => {
          const [connected, ping, loss] = rows[row++] ?? [];
          return connected === undefined
            ? all
            : ` ${connected}${String(a)}${ping ?? 0}${String(b)}${loss ?? 0}`;
        });
        expect(repeated?.again(Buffer.from(later))).toEqual(rosterOf(later));
      }),
      { numRuns: 50 },
    );
  });

  it('recognises longer and shorter numbers, and other padding', () => {
    const later = ROW.replace('05:10 60 0', '100:05:10   1234 17');
    expect(repeatedOf(ROW)?.again(Buffer.from(later))).toEqual(rosterOf(later));
    expect(rosterOf(later)).toMatchObject([{ connectedSeconds: 360_310, ping: 1_234 }]);
  });

  it.each([
    ['a name', ['Zoey', 'Zoe']],
    ['an id', ['1:0:1234', '1:0:1235']],
    ['a user id', ['#  2 1', '#  3 1']],
    ['a state', ['active', 'spawning']],
    ['the map', ['c1m1', 'c1m2']],
    ['the head', ['1 humans', '2 humans']],
    ['a time that is none', ['05:10', '5:10']],
    ['a minute of 61 seconds', ['05:10', '05:61']],
    ['a time of four parts', ['05:10', '1:02:05:10']],
    ['a ping that is none', [' 60 ', ' 6x ']],
    ['a ping too long', [' 60 ', ' 1234567890 ']],
    ['a negative ping', [' 60 ', ' -1 ']],
    ['a column less', [' 60 0 ', ' 60 ']],
    ['a row more', ['#end', '#  3 2 "Nick" STEAM_1:0:99 05:10 60 0 active 30000 a:1\n#end']],
    ['a missing end', ['#end\n', '']],
    ['something behind it', ['#end\n', '#end\nx\n']],
  ] as const)('leaves to the parser what differs by %s', (_, [from, to]) => {
    const later = ROW.replace(from, to);
    expect(later).not.toBe(ROW);
    expect(repeatedOf(ROW)?.again(Buffer.from(later))).toBeNull();
  });

  it('never answers for the parser with another roster, whatever bytes differ', () => {
    const repeated = repeatedOf(ROW);
    const edits = fc.array(
      fc.tuple(fc.nat(ROW.length), fc.constantFrom('', '0', '7', ':', ' ', '"', '#', '\n', 'x')),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(edits, (places) => {
        let later = ROW;
        for (const [at, text] of places) later = later.slice(0, at) + text + later.slice(at + 1);
        const again = repeated?.again(Buffer.from(later)) ?? null;
        if (again !== null) expect(again).toEqual(rosterOf(later));
      }),
      { numRuns: 2_000 },
    );
  });

  // The time of a test is long enough where it grows with the length only.
  it('reads a million lines without a quote once each', () => {
    const roster = rosterOf(ROW) ?? [];
    const bytes = Buffer.from(ROW.replace('#end', '#\n'.repeat(1_000_000)));
    expect(RepeatedStatus.of(bytes, roster)?.again(bytes)).toEqual(roster);
  });

  it('is not made where a row cannot be told from what is no person', () => {
    const roster = rosterOf(ROW) ?? [];
    expect(RepeatedStatus.of(Buffer.from(ROW), [...roster, ...roster])).toBeNull();
    const other = roster.map((entry) => ({ ...entry, ping: 61 }));
    expect(RepeatedStatus.of(Buffer.from(ROW), other)).toBeNull();
  });

  it('knows an answer without players by all its bytes', () => {
    const empty = ROW.replace(/^# {2}2.*\n/m, '');
    const repeated = repeatedOf(empty);
    expect(repeated?.again(Buffer.from(empty))).toEqual([]);
    expect(repeated?.again(Buffer.from(ROW))).toBeNull();
    expect(repeated?.again(Buffer.from(empty.slice(0, -1)))).toBeNull();
  });
});
