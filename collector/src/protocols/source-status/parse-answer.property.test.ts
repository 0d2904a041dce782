import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRINTERS, printStatus, type PrintedGame } from '../../practice/print-status.ts';
import { printCs2Json } from '../../practice/print-wide.ts';
import type { HumanRow, StatusFacts } from '../../practice/status-facts.ts';
import { joinSteamIds, parseRoster, toObservation } from './parse-answer.ts';

/** Any text without a line break, which the engine filters; full of what means something to the parser. */
const free = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
      fc.constantFrom(
        '"',
        "'",
        '#',
        ' BOT ',
        'STEAM_1:0:5 ',
        '[U:1:7]',
        ' 00:10 ',
        ' active',
        ' 5',
        '\r',
        'players : 9 humans',
        '#end',
        '| Name: ',
        ',',
      ),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join('').replaceAll('\n', ''));

const human: fc.Arbitrary<Omit<HumanRow, 'slot' | 'userId'>> = fc.record({
  name: free,
  steamId: fc.option(
    fc.integer({ min: 1, max: 0xffff_ffff }).map((account) => 76561197960265728n + BigInt(account)),
  ),
  connectedSeconds: fc.integer({ min: 0, max: 400_000 }),
  ping: fc.integer({ min: 0, max: 999 }),
  loss: fc.integer({ min: 0, max: 100 }),
  state: fc.constantFrom('active', 'spawning', 'connecting'),
  address: fc.constantFrom('203.0.113.1:27005', 'loopback', '169.254.1.2:1', 'unknown'),
});

const server: fc.Arbitrary<StatusFacts> = fc
  .record({
    hostname: free,
    map: fc.constantFrom('c1m1_hotel', 'workshop/3070284539/de_cache', 'gm_construct'),
    port: fc.constant(27_015),
    maxPlayers: fc.integer({ min: 1, max: 128 }),
    headerBots: fc.integer({ min: 0, max: 30 }),
    hibernating: fc.boolean(),
    reservation: fc.option(fc.constantFrom('18600006da65d55', 'f')),
    humans: fc.uniqueArray(human, { maxLength: 8, selector: ({ steamId }) => steamId ?? Symbol() }),
    bots: fc.array(free, { maxLength: 4 }),
  })
  .map((facts) => ({
    ...facts,
    humans: facts.humans.map((row, at) => ({ ...row, slot: at + 1, userId: at + 2 })),
    bots: facts.bots.map((name, at) => ({ userId: 900 + at, name })),
  }));

describe.each(Object.keys(PRINTERS) as PrintedGame[])('any server of %s', (game) => {
  it('is read back as it was printed', () => {
    fc.assert(
      fc.property(server, (facts) => {
        const answer = parseRoster(printStatus(game, facts));
        if (answer === null) throw new Error('not understood');
        expect(answer.hostname).toBe(facts.hostname.trim());
        expect(answer.map).toBe(facts.map);
        expect(answer.truncated).toBe(false);
        expect(answer.botNames).toEqual(facts.bots.map(({ name }) => name));
        expect(
          answer.roster.map(({ name, connectedSeconds, ping, loss, address }) => ({
            name,
            connectedSeconds,
            ping,
            loss,
            address,
          })),
        ).toEqual(
          facts.humans.map(({ name, connectedSeconds, ping, loss, address }) => ({
            name,
            connectedSeconds,
            ping,
            loss,
            address,
          })),
        );
        const seen = toObservation(answer);
        expect(seen.players).toBe(facts.humans.length);
        if (game === 'cs2') return;
        expect(seen.complete).toBe(true);
        expect(answer.roster.map(({ playerId }) => playerId)).toEqual(
          facts.humans.map(({ steamId }) => steamId),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('is never taken for whole when cut, nor is anybody taken for somebody else', () => {
    fc.assert(
      fc.property(server, fc.double({ min: 0, max: 1, noNaN: true }), (facts, part) => {
        const text = printStatus(game, facts);
        const length = Math.floor(part * text.length);
        const answer = parseRoster(text.slice(0, length));
        if (answer === null || game === 'cs2') return;
        const ids = answer.roster.map(({ playerId }) => playerId);
        const all = facts.humans.map(({ steamId }) => steamId);
        expect(ids).toEqual(all.slice(0, toObservation(answer).complete ? all.length : ids.length));
      }),
      { numRuns: 300 },
    );
  });
});

it('joins any server of CS2 with its ids', () => {
  fc.assert(
    fc.property(server, (facts) => {
      const names = new Set<string>();
      // Names that are the same but for control bytes may change places; they are another test's.
      const humans = facts.humans.filter(({ name }) => {
        const key = name.replace(/[\p{Cc}\p{Cs}\ufffd]/gu, '');
        return !names.has(key) && names.add(key);
      });
      const status = parseRoster(printStatus('cs2', { ...facts, humans }));
      const json = parseRoster(printCs2Json({ ...facts, humans }));
      if (status === null || json === null) throw new Error('not understood');
      const owners = humans.filter(({ name, steamId }) => steamId !== null || name !== '');
      const joined = joinSteamIds(status, json);
      expect(
        joined.roster
          .filter(({ name, playerId }) => playerId !== null || name !== '')
          .map(({ playerId }) => playerId),
      ).toEqual(owners.map(({ steamId }) => steamId));
    }),
  );
});

describe('any text', () => {
  const lines = fc.array(
    fc.oneof(
      free,
      fc.constantFrom(
        'hostname: x',
        'players : 1 (8 max)',
        'players : 2 humans, 0 bots (8 max)',
        'players :  9 active (24 max)',
        '# userid name uniqueid connected ping loss state rate adr',
        '#      name userid uniqueid frag time ping loss adr',
        '#\tname\tuserid',
        '---------players--------',
        '----- Active Players -----',
        'name,playeruid,steamid',
        'id name ping connected addr',
        '#end',
        '9 users',
        '{"server":{"clients":[{}]}}',
      ),
    ),
    { maxLength: 12 },
  );

  it('never throws', () => {
    fc.assert(
      fc.property(lines, (all) => {
        const answer = parseRoster(all.join('\n'));
        if (answer !== null) toObservation(joinSteamIds(answer, answer));
      }),
      { numRuns: 1_000 },
    );
  });

  const MIB = 2 ** 20;
  const head = 'hostname: x\nplayers : 1 humans, 0 bots (8 max)\n';
  it.each([
    ['nothing but quotes', `${head}# 1 ${'"'.repeat(MIB)}`],
    ['quotes and blanks', `${head}# 1 "${'" '.repeat(MIB / 2)}`],
    ['ids that lead nowhere', `${head}# 1 "${'" STEAM_1:0:5 00:10 1 0 '.repeat(MIB / 24)}`],
    ['states that lead nowhere', `${head}# 1 "x" ${'active '.repeat(MIB / 7)}`],
    ['a state and blanks', `${head}# 1 "x" BOT active${' '.repeat(MIB)}:`],
    ['a state and digits', `${head}# 1 "x" BOT active ${'1'.repeat(MIB)}:`],
    ['rows without quotes', `${head}${'# 1 x\n'.repeat(MIB / 6)}`],
    ['rows that open a name', `${head}${'# 1 "\n'.repeat(MIB / 6)}`],
    ['short rows', `${head}${'# 1 "" BOT active\n'.repeat(MIB / 18)}`],
    ['line breaks', '\n'.repeat(MIB)],
    ['blanks', ' '.repeat(MIB)],
    ['digits', `${head}# ${'1'.repeat(MIB)}`],
    ['a long host name', `hostname: ${'x '.repeat(MIB / 2)}`],
    ['brackets', `[${'['.repeat(MIB)}`],
    ['tags', '[a] '.repeat(MIB / 4)],
    ['colons', ':'.repeat(MIB)],
    ['numbers of players', `players : ${'1 '.repeat(MIB / 2)}`],
    ['dashes', '-'.repeat(MIB)],
    ['sections', '---------players--------\n'.repeat(MIB / 25)],
    ['single quotes', `---------players--------\n1 1 1 ${"'".repeat(MIB)}`],
    ['cells', `#\tname\n1\t"${'\t1\tBOT'.repeat(MIB / 6)}`],
    ['one long cell', `#\tname\n1\t"x\t1\t${'A'.repeat(MIB)}!\t1\t1\t1\t1`],
    ['Squad names', `----- Active Players -----\nID: 0 ${'| Name: | Team ID:'.repeat(MIB / 18)}`],
    ['commas', `name,playeruid,steamid\n${','.repeat(MIB)}`],
    ['rows of commas', `name,playeruid,steamid\n${',a,b\n'.repeat(MIB / 5)}`],
    ['Rust names', `id name ping connected addr\n1 "${'" 1 1s '.repeat(MIB / 7)}`],
    ['braces', '{'.repeat(MIB)],
    ['JSON arrays', `{"server":${'['.repeat(MIB)}`],
  ])('takes time in proportion to its length: %s', (_, text) => {
    const started = performance.now();
    const answer = parseRoster(text);
    if (answer !== null) toObservation(answer);
    // Quadratic time would be minutes, linear time some milliseconds: a busy machine changes neither into the other.
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
