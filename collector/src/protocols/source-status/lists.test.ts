import { describe, expect, it } from 'vitest';
import { parseRoster, toObservation } from './parse-answer.ts';

const complete = (text: string) => {
  const answer = parseRoster(text);
  if (answer === null) throw new Error('not understood');
  return toObservation(answer).complete;
};
const told = (text: string) => parseRoster(text)?.roster.map((r) => [r.name, r.playerId]);

describe('Squad ListPlayers', () => {
  const END = '----- Recently Disconnected Players [Max of 15] -----';
  const squad = (...lines: readonly string[]) =>
    ['----- Active Players -----', ...lines].join('\n');
  const row = (name: string) =>
    `ID: 0 | SteamID: 76561198003401470 | Name: ${name} | Team ID: 1 | Squad ID: N/A | Is Leader: False | Role: USA_Rifleman_01`;

  it('lists who plays, not who has left', () => {
    const text = squad(
      row('Jon'),
      END,
      'ID: 5 | SteamID: 76561198003401471 | Since Disconnect: 03m.14s | Name: Gone',
    );
    expect(parseRoster(text)).toMatchObject({
      format: 'squad',
      humans: 1,
      maxPlayers: null,
      map: null,
    });
    expect(told(text)).toEqual([['Jon', 76561198003401470n]]);
    expect(complete(text)).toBe(true);
    expect(complete(squad(END))).toBe(true);
  });

  it('reads the ids of newer builds, and rows that tell none', () => {
    const text = squad(
      'ID: 3 | Online IDs: EOS: 00020aed06f0a6958c3c067fb4b73d51 steam: 76561198003401470 | Name: new | Team ID: 2 | Squad ID: 1 | Is Leader: True | Role: x',
      'ID: 4 | Online IDs: EOS: 00020aed06f0a6958c3c067fb4b73d52 | Name: epic | Team ID: N/A | Squad ID: N/A | Is Leader: False | Role: x',
      END,
    );
    expect(told(text)).toEqual([
      ['new', 76561198003401470n],
      ['epic', null],
    ]);
  });

  it.each([
    'a | b',
    'x | Team ID: 1 | Squad ID: N/A',
    '| Name: y',
    'SteamID: 76561198003401999',
    '',
    ' x ',
    END,
  ])('is not misled by the name %j', (name) => {
    expect(told(squad(row(name), row('next'), END))).toEqual([
      [name, 76561198003401470n],
      ['next', 76561198003401470n],
    ]);
  });

  it('is not whole without the list of who has left', () => {
    const text = squad(row('Jon'));
    expect(complete(text)).toBe(false);
    expect(parseRoster(text)?.humans).toBeNull();
    expect(complete(squad('ID: 0 | SteamID: 765', END))).toBe(false);
  });

  it('is not an event line', () => {
    expect(
      parseRoster('[ChatAll] [SteamID:76561198003401470] Jon : ID: 0 | Name: x | Team ID: 1'),
    ).toBeNull();
  });
});

describe('Palworld ShowPlayers', () => {
  const HEAD = 'name,playeruid,steamid';

  it('reads rows from the right, since names may hold commas', () => {
    const text = `${HEAD}\nKupie,4160040412,76561197984371435\na,b,,c,0000000000000000000000000000000A,steam_76561197984371436\nx,1,xbox_2533274\nloading,00000000,00000000\n`;
    expect(parseRoster(text)).toMatchObject({ format: 'palworld', humans: 4 });
    expect(told(text)).toEqual([
      ['Kupie', 76561197984371435n],
      ['a,b,,c', 76561197984371436n],
      ['x', null],
      ['loading', null],
    ]);
    expect(complete(text)).toBe(true);
    expect(complete(`${HEAD}\r\n`)).toBe(true);
    expect(complete(HEAD)).toBe(true);
  });

  it.each([
    '# 1 "x" STEAM_1:0:5 00:01 1 0 active',
    'players : 0 humans, 0 bots (1 max)',
    HEAD,
    '{',
    '',
    'Server hibernating',
  ])('is not misled by the name %j', (name) => {
    const text = `${HEAD}\n${name},4160040412,76561197984371435\n`;
    expect(told(text)).toEqual([[name, 76561197984371435n]]);
  });

  it.each([
    `${HEAD}\na,1,76561197984371435\nb,2,7656119798`,
    `${HEAD}\na,1,76561197984371435\nb,2`,
    `${HEAD}\na,1,76561197984371435\nb`,
    // It sends as many bytes as the text has characters: the end is missing.
    `${HEAD}\n名前,1,76561197984371435`,
  ])('is not whole when cut: %j', (text) => {
    expect(complete(text)).toBe(false);
    expect(parseRoster(text)?.humans).toBeNull();
  });

  it('trusts a last row that only lacks its line end', () => {
    expect(complete(`${HEAD}\na,1,76561197984371435`)).toBe(true);
  });
});

describe('Rust status', () => {
  const rust = (players: number, ...rows: readonly string[]) =>
    [
      'hostname: x',
      'version : 2138 secure (secure mode enabled, connected to Steam3)',
      'map     : Procedural Map',
      `players : ${players} (32 max) (2 queued) (1 joining)`,
      '',
      'id                name             ping connected addr                 owner violation kicks ',
      ...rows,
      '',
    ].join('\n');
  const row = (name: string, id = '76561198826952117') =>
    `${id} "${name}"        23   13776.25s 203.0.113.1:61954       0.0       0     `;

  it('reads rows, whoever owns the game', () => {
    const family = '76561198826952118 "kid" 23 5s 203.0.113.1:61954 76561198826952119 0.0 0 ';
    const answer = parseRoster(rust(2, row('Heiri83'), family));
    expect(answer).toMatchObject({
      format: 'rust',
      map: 'Procedural Map',
      humans: 2,
      maxPlayers: 32,
      bots: null,
      totalOnly: false,
    });
    expect(answer?.roster.map((r) => [r.name, r.playerId, r.connectedSeconds, r.ping])).toEqual([
      ['Heiri83', 76561198826952117n, 13_776, 23],
      ['kid', 76561198826952118n, 5, 23],
    ]);
    expect(complete(rust(2, row('a'), family))).toBe(true);
    expect(complete(rust(2, row('a')))).toBe(false);
    expect(complete(rust(0))).toBe(true);
  });

  it.each([
    'a "b" c',
    '" 23 1s 1.2.3.4:5',
    '',
    ' x ',
    'players : 9 (9 max)',
    '76561198826952118 "y" 1 1s',
  ])('is not misled by the name %j', (name) => {
    expect(told(rust(1, row(name)))).toEqual([[name, 76561198826952117n]]);
  });
});
