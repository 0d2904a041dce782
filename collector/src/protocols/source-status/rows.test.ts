import { describe, expect, it } from 'vitest';
import { parseRoster, toObservation } from './parse-answer.ts';

const L4D2 = '# userid name uniqueid connected ping loss state rate adr';
const TF2 = '# userid name                uniqueid            connected ping loss state  adr';

const header = (humans: number) => [
  'hostname: x',
  'map     : c1m1_hotel',
  `players : ${humans} humans, 0 bots (8 max) (not hibernating) (unreserved)`,
];
const status = (humans: number, ...lines: readonly string[]) =>
  parseRoster(`${[...header(humans), '', L4D2, ...lines, '#end'].join('\n')}\n`);
const tf2 = (...lines: readonly string[]) =>
  parseRoster(
    `${['hostname: x', 'players : 1 humans, 0 bots (8 max)', TF2, ...lines].join('\n')}\n`,
  );

/** The one row, in short. */
function one(answer: ReturnType<typeof parseRoster>) {
  expect(answer?.roster.length).toBe(1);
  const { playerId, connectedSeconds, ping, loss, state, address } = answer?.roster[0] ?? {};
  return [playerId, connectedSeconds, ping, loss, state, address];
}

describe('a row', () => {
  it.each([
    ['STEAM_1:0:12345', 76561197960290418n],
    ['STEAM_0:0:12345', 76561197960290418n],
    ['STEAM_0:0:0000012345', 76561197960290418n],
    ['[U:1:24690]', 76561197960290418n],
    ['[U:1:24690:1]', 76561197960290418n],
    ['76561197960290418', 76561197960290418n],
    ['STEAM_ID_PENDING', null],
    ['STEAM_ID_LAN', null],
    ['VALVE_ID_LAN', null],
    ['VALVE_0:0:5', null],
    ['STEAM_5:0:5', null],
    ['STEAM_ID_STOP_IGNORING_RETVALS', null],
    ['UNKNOWN', null],
    ['[A:1:5:1]', null],
    ['[I:0:0]', null],
    ['whatever', null],
  ])('with the id %s is a human', (id, playerId) => {
    const answer = status(1, `#  2 1 "a" ${id} 05:09 33 2 active 30000 203.0.113.61:27005`);
    expect(one(answer)).toEqual([playerId, 309, 33, 2, 'active', '203.0.113.61:27005']);
    expect(answer && toObservation(answer).complete).toBe(true);
  });

  it('without any id is a human', () => {
    expect(one(tf2('#      3 "a"    00:20       60    0 active 1.2.3.4:5'))).toEqual([
      null,
      20,
      60,
      0,
      'active',
      '1.2.3.4:5',
    ]);
  });

  it.each([
    '#45 "SourceTV - x" BOT active 32',
    '#98 "Tank" BOT active',
    '#  2 "SourceTV"          BOT                                     active',
    '#  5 "proxy" HLTV 00:20 5 0 active 1.2.3.4:5',
    '#  5 "replay" REPLAY active',
  ])('of no person is no human: %s', (line) => {
    const answer = status(0, line);
    expect(answer?.roster).toEqual([]);
    expect((answer?.botNames.length ?? 0) + (answer?.relays ?? 0)).toBe(1);
    expect(answer?.truncated).toBe(false);
  });

  it.each(['x', '5:9', '99:99', '1:2:3:4', '-00:01', '00:00:00.5', '∞'])(
    'with the malformed time %j leaves the time unknown',
    (time) => {
      const answer = status(1, `#  2 1 "a" STEAM_1:0:5 ${time} 33 2 active 30000 1.2.3.4:5`);
      expect(one(answer)).toEqual([76561197960265738n, null, 33, 2, 'active', '1.2.3.4:5']);
    },
  );

  it.each(['active', 'spawning', 'connecting', 'challenging', 'timing', 'reconnecting'])(
    'may be in the state %s',
    (state) => {
      const answer = tf2(`# 3 "a" [U:1:5] 00:20 60 0 ${state} 1.2.3.4:5`);
      expect(one(answer)).toEqual([76561197960265733n, 20, 60, 0, state, '1.2.3.4:5']);
    },
  );

  it.each(['loopback', 'none', 'unknown', '0.0.0.1:1', '169.254.249.16:18930', '[U:1:5]:0'])(
    'may have the address %s',
    (address) => {
      const answer = status(1, `#46 2 "a" STEAM_1:1:1 39:44 40 0 active 80000 ${address}`);
      expect(one(answer)).toEqual([76561197960265731n, 2_384, 40, 0, 'active', address]);
    },
  );

  it('of somebody without a connection of their own has an id and a state', () => {
    expect(one(status(1, '#12 "a" STEAM_1:0:5 active'))).toEqual([
      76561197960265738n,
      null,
      null,
      null,
      'active',
      null,
    ]);
  });

  it('needs no padding where a name or an id is too long for its column', () => {
    expect(
      one(tf2('# 284 "can my wife use your toilet" [U:1:5] 111:30:00 82 0 active 1.2.3.4:5')),
    ).toEqual([76561197960265733n, 401_400, 82, 0, 'active', '1.2.3.4:5']);
  });

  it.each([
    '#  2 1 "a',
    '#  2 1 "a"',
    '#  2 1 "a" STEAM_1:0',
    '#  2 1 "a" STEAM_1:0:5 05:0',
    '#  2 1 "a" STEAM_1:0:5 05:09 33',
    '#  2 1 "a" STEAM_1:0:5 05:09 33 0',
    '#  2 1 "a" STEAM_1:0:5 05:09 33 0 active 30000 1.2.3.4:5 and more',
  ])('that is damaged counts for nobody, and shows: %s', (line) => {
    const answer = status(1, line);
    expect(answer?.roster).toEqual([]);
    expect(answer?.truncated).toBe(true);
  });

  it.each([
    '# 5 players have voted',
    '#5',
    '#',
    '# ',
    '#Cstrike_TitlesTXT_Game_will_restart',
    '#-1 "a" BOT active',
  ])('is something else: %j', (line) => {
    const answer = status(0, line);
    expect(answer?.roster).toEqual([]);
    expect(answer && toObservation(answer).complete).toBe(true);
  });
});

describe('what stands around the rows', () => {
  const rows = [
    '#  2 1 "a" STEAM_1:0:5 05:09 33 0 active 30000 1.2.3.4:5',
    '#98 "Tank" BOT active',
  ];
  const noise = [
    'L 11/21/2026 - 10:00:00: rcon from "203.0.113.9:50000": command "status"',
    'L 11/21/2026 - 10:00:00: "a<2><STEAM_1:0:5><Survivor>" say "players : 0 humans, 0 bots (8 max)"',
    '"sv_password" = "abc" ( def. "" )',
    ' notify',
    ' - Server password for entry into multiplayer games',
    'Loaded plugins:',
    '---------------------',
    '0:      "TFTrue v4.63, AnAkkk"',
    'Scout         0      0     0      0       0',
    'edicts  : 426 used of 2048 max',
    'steamid : [G:1:5] (90071996842377216)',
    'Players : 5 humans, 0 bots (9 max)',
    'players: 99 humans, 0 bots (99 max)',
    'map     : another_one',
    'hostname: another one',
    '] status',
    '',
  ];
  const plain = [...header(1), '', L4D2, ...rows, '#end'];

  it.each(noise)('does not matter anywhere: %j', (line) => {
    const expected = parseRoster(`${plain.join('\n')}\n`);
    for (let at = header(1).length; at <= plain.length; at += 1) {
      const lines = [...plain.slice(0, at), line, ...plain.slice(at)];
      expect(parseRoster(`${lines.join('\n')}\n`)).toEqual(expected);
    }
  });

  it('does not matter in front either, where it cannot be a header line', () => {
    const expected = parseRoster(`${plain.join('\n')}\n`);
    expect(parseRoster(`${[...noise.slice(0, 11), ...plain].join('\n')}\n`)).toEqual(expected);
  });

  it('takes the first players line after the first host name', () => {
    const lines = ['players : 7 humans, 0 bots (9 max)', ...plain];
    expect(parseRoster(lines.join('\n'))?.humans).toBe(1);
    expect(
      parseRoster(['players : 7 humans, 0 bots (9 max)', 'hostname: x'].join('\n'))?.humans,
    ).toBe(7);
  });

  it.each([
    ['no', '(1'],
    ['lines'],
    ['hostname: x', 'version : 2.2.4.3', 'map     : c1m1_hotel'],
    ['Unknown command "status"'],
    ['L 11/21/2026 - 10:00:00: rcon from "203.0.113.9:50000": command "status"'],
    ['players : many'],
    [''],
  ])('is not understood without a players line, a column line or a row: %j', (...lines) => {
    expect(parseRoster(lines.join('\n'))).toBeNull();
  });

  it.each(['Server hibernating', 'Server hibernating\n', 'Server is hibernating.\r\n'])(
    'may be nothing: %j',
    (text) => {
      const answer = parseRoster(text);
      expect(answer).toMatchObject({ hibernating: true, humans: 0, map: null, maxPlayers: null });
      expect(answer && toObservation(answer)).toMatchObject({
        players: 0,
        complete: true,
        roster: [],
      });
    },
  );
});

describe("lines run together in a player's own console", () => {
  it.each([
    ['os      : Windows Dedicated'],
    ['map     : c1m2_streets'],
    ['tags    :'],
    ['version : 1.0.3.0 5134 secure  (unknown)'],
    ['players : 4 humans, 0 bots (4 max) (not hibernating) (unreserved)'],
  ])('keep the row and the line: …active 30000%s', (line) => {
    for (const row of [
      '#  7 1 "0125" STEAM_1:0:14531460 40:06 66 0 active 30000',
      '#  7 "0125" [U:1:29062920] 40:06 66 0 active',
    ]) {
      const answer = parseRoster(
        ['hostname: x', `${row}${line}`, '#124 "Smoker" BOT active'].join('\n'),
      );
      expect(one(answer).slice(0, 5)).toEqual([76561197989328648n, 2_406, 66, 0, 'active']);
      expect(answer?.botNames).toEqual(['Smoker']);
      if (line.startsWith('players')) expect(answer?.humans).toBe(4);
      if (line.startsWith('map')) expect(answer?.map).toBe('c1m2_streets');
    }
  });
});
