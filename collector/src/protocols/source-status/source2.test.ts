import { describe, expect, it } from 'vitest';
import { joinSteamIds, parseRoster, toObservation } from './parse-answer.ts';

const cs2 = (humans: number, ...rows: readonly string[]) =>
  parseRoster(
    [
      '----- Status -----',
      'hostname : x',
      `players  : ${humans} humans, 0 bots (0 max) (not hibernating) (unreserved)`,
      '---------spawngroups----',
      'loaded spawngroup(  1)  : SV:  [1: de_mirage | main lump | mapload]',
      'loaded spawngroup(  2)  : SV:  [2: maps/prefabs/de_mirage/sky | main lump | mapload]',
      '---------players--------',
      '  id     time ping loss      state   rate adr name',
      ...rows,
      '#end',
      '',
    ].join('\n'),
  );
const json = (...clients: readonly object[]) =>
  parseRoster(
    JSON.stringify({ server: { map: 'de_mirage', clients_human: clients.length, clients } }),
  );
const client = (name: string, account: number) => ({
  steamid64: String(76561197960265728n + BigInt(account)),
  bot: false,
  name,
});
const ROW = "   2    02:05    7    1     active 786432 203.0.113.9:37738 'a'";

describe('CS2 status', () => {
  it('has the map in its first spawn group, no capacity, and needs ids', () => {
    const answer = cs2(1, ROW);
    expect(answer).toMatchObject({
      format: 'source2',
      map: 'de_mirage',
      maxPlayers: null,
      needsIds: true,
    });
    expect(answer?.roster[0]).toMatchObject({
      name: 'a',
      userId: 2,
      connectedSeconds: 125,
      ping: 7,
      loss: 1,
      state: 'active',
      address: '203.0.113.9:37738',
    });
    expect(answer && toObservation(answer).complete).toBe(false);
  });

  it.each([
    "65535 [NoChan]    0    0 challenging      0unknown ''",
    "    3 [NoChan]    0    0 challenging      0unknown 'x'",
    "65535    02:05    7    1     active 786432 203.0.113.9:37738 'x'",
    'GameState: DOTA_GAMERULES_STATE_INIT Times: Transition=0.00 Current=1.03',
    '====',
    "L 11/21/2026 - 10:00:00: it's here, isn't it",
    '12 players have voted',
  ])('has nobody in the line %j', (line) => {
    expect(cs2(1, line, ROW)).toEqual(cs2(1, ROW));
  });

  it('has bots whose names stand where the address would', () => {
    expect(cs2(0, "   0      BOT    0    0     active      0 'O'Brien'")?.botNames).toEqual([
      "O'Brien",
    ]);
  });

  it('tells the id of who is relayed, and then needs no other command', () => {
    const answer = cs2(1, "   2    1:02:05    7    1     active 786432 [U:1:5]:0 'a'");
    expect(answer).toMatchObject({
      needsIds: false,
      roster: [{ playerId: 76561197960265733n, connectedSeconds: 3_725 }],
    });
    expect(answer && toObservation(answer).complete).toBe(true);
  });

  it('reads lines behind tags and times', () => {
    const lines = [
      '----- Status -----',
      'hostname : [x] y',
      'players  : 1 humans, 0 bots (0 max) (not hibernating) (unreserved)',
      '---------players--------',
      '  id     time ping loss      state   rate adr name',
      ROW,
      '#end',
    ];
    const plain = parseRoster(`${lines.join('\n')}\n`);
    expect(plain?.roster.length).toBe(1);
    for (const tag of [
      '[Client] ',
      '[Server] ',
      '11/21 10:00:00 ',
      '11/21/2026 - 10:00:00.123: ',
      '11/21 10:00:00 [Client] ',
    ]) {
      expect(parseRoster(`${lines.map((line) => `${tag}${line}`).join('\n')}\n`)).toEqual(plain);
    }
  });

  it.each([
    "   2    02:05    7    1     active 786432 203.0.113.9:37738 'a",
    '   2    02:05    7    1     act',
  ])('counts nobody for a damaged row: %j', (row) => {
    expect(cs2(1, row)).toMatchObject({ roster: [], truncated: true });
  });
});

describe('CS2 status_json', () => {
  it('tells humans with their ids, bots, and no blank slots', () => {
    const answer = json(
      client('a', 5),
      { steamid64: '0', steamid: '[I:0:0]', bot: false, name: '' },
      { steamid64: '90071996842377218', steamid: '[A:1:2:1]', bot: true, name: 'Rebel' },
      { steamid: '[U:1:6]', bot: false, name: 'b' },
      { steamid64: '0', steamid: '[I:0:0]', bot: false, name: 'still loading' },
    );
    expect(answer).toMatchObject({ format: 'status-json', map: 'de_mirage', botNames: ['Rebel'] });
    expect(answer?.roster.map((r) => [r.name, r.playerId])).toEqual([
      ['a', 76561197960265733n],
      ['b', 76561197960265734n],
      ['still loading', null],
    ]);
  });

  it('survives control bytes in a name, and fields of other types', () => {
    const text =
      '\n{ "server": { "map": 7, "hibernating": "no", "clients_human": -1, "clients": [ { "steamid64": 76561197960265733, "steamid": "[U:1:5]", "bot": "x", "name": "a\u0001\tb" } ] } }\nL 11/21/2026 - log\n';
    expect(parseRoster(text)).toMatchObject({
      map: null,
      hibernating: null,
      humans: null,
      roster: [{ playerId: 76561197960265733n, name: 'ab' }],
    });
  });

  it.each([
    ['a log line before it', (whole: string) => `L 11/21/2026 - 10:00:00: rcon "{x}"\n${whole}`],
    ['a tag before the first line', (whole: string) => `[Client] ${whole}`],
    ['a tag before each line', (whole: string) => whole.replace(/^/gm, '[Client] ')],
    ['other line ends', (whole: string) => whole.replaceAll('\n', '\r\n')],
  ])('is the same with %s', (_, change) => {
    const whole = JSON.stringify({ server: { clients: [client('[a] {b}', 5)] } }, null, 2);
    expect(parseRoster(whole)?.roster.length).toBe(1);
    expect(parseRoster(change(whole))).toEqual(parseRoster(whole));
  });

  it.each([
    '{',
    '{}',
    '{"server":{}}',
    '{"server":{"clients":[',
    '{"server":{"clients":{}}}',
    '{"server":{"clients":[7]}}',
    '{{{',
    `{"a":${'['.repeat(100_000)}`,
  ])('is not understood cut or changed: %j', (text) => {
    expect(parseRoster(text)).toBeNull();
  });
});

describe('joining CS2 rows with ids', () => {
  const row = (id: number, name: string) =>
    `   ${id}    02:05    7    1     active 786432 203.0.113.9:37738 '${name}'`;
  const join = (status: ReturnType<typeof cs2>, ids: ReturnType<typeof json>) => {
    if (status === null || ids === null) throw new Error('not understood');
    const joined = joinSteamIds(status, ids);
    return {
      joined,
      ids: joined.roster.map(({ playerId }) => playerId && playerId - 76561197960265728n),
      complete: toObservation(joined).complete,
    };
  };

  it('goes by name, and in order where two share one', () => {
    const result = join(
      cs2(3, row(2, 'twin'), row(3, 'a'), row(4, 'twin')),
      json(client('a', 5), client('twin', 6), client('twin', 7)),
    );
    expect(result).toMatchObject({ ids: [6n, 5n, 7n], complete: true });
  });

  it('leaves out whoever has no sure owner, and then nobody is taken for gone', () => {
    const result = join(
      cs2(3, row(2, 'twin'), row(3, 'a'), row(4, 'twin')),
      json(client('twin', 6), client('a', 5)),
    );
    expect(result).toMatchObject({ ids: [null, 5n, null], complete: false });
    expect(join(cs2(1, row(2, 'new')), json(client('old', 5)))).toMatchObject({
      ids: [null],
      complete: false,
    });
    expect(join(cs2(1, row(2, 'twin')), json(client('twin', 6), client('twin', 7)))).toMatchObject({
      ids: [null],
      complete: false,
    });
  });

  it('knows that an id is pending, as rows elsewhere do', () => {
    const pending = { steamid64: '0', steamid: '[I:0:0]', bot: false, name: 'loading' };
    expect(join(cs2(1, row(2, 'loading')), json(pending))).toMatchObject({
      ids: [null],
      complete: true,
    });
  });

  it('sees past what the two commands print differently', () => {
    const status = cs2(1, row(2, 'a\u0001b\ufffd'));
    expect(join(status, json(client('ab', 5)))).toMatchObject({ ids: [5n], complete: true });
    const raw =
      '{"server":{"clients":[{"steamid64":"76561197960265733","name":"a\u0001b\ufffd"}]}}';
    expect(join(status, parseRoster(raw))).toMatchObject({ ids: [5n], complete: true });
  });

  it('fills in a map that the text does not tell', () => {
    const text = parseRoster(['---------players--------', row(2, 'a'), '#end', ''].join('\n'));
    expect(join(text, json(client('a', 5))).joined.map).toBe('de_mirage');
  });
});
