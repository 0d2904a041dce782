import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../errors.ts';
import { fakeRconServer, type FakeServer } from '../testing/fake-rcon-server.ts';
import { answerPackets } from '../testing/rcon-wire.ts';
import { serveSrcds, STATUS } from '../testing/srcds.ts';
import type { Connection } from './driver.ts';
import { sourceDriver } from './source.ts';

const never = new AbortController().signal;
const LOUIS = 76_561_198_021_068_641n;
const FRANCIS = 76_561_198_021_068_642n;

/** A server whose console answers what `texts` says just now; notes what it was asked. */
async function game(texts: ReadonlyMap<string, string>) {
  const asked: string[] = [];
  const server: FakeServer = await fakeRconServer((rcon) =>
    serveSrcds(rcon, {
      command: ({ id, body }) => {
        asked.push(body);
        return answerPackets(id, texts.get(body) ?? `Unknown command '${body}'!\n`);
      },
    }),
  );
  const target = { name: 'test', host: '127.0.0.1', port: server.port, password: 's3cret' };
  const connection: Connection = await sourceDriver.connect(target, never);
  return {
    asked,
    connection,
    async [Symbol.asyncDispose]() {
      connection.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const cs2 = (...names: readonly string[]) =>
  [
    'hostname : practice',
    `players  : ${names.length} humans, 1 bots (10 max) (not hibernating) (unreserved)`,
    '---------spawngroups----',
    'loaded spawngroup(  1)  : SV:  [1: de_dust2 | main lump | mapload]',
    '---------players--------',
    '  id     time ping loss      state   rate adr name',
    "65535 [NoChan]    0    0 challenging      0unknown ''",
    "   0      BOT    0    0     active      0 'Solman'",
    ...names.map(
      (name, index) =>
        `   ${index + 2}    02:05   30    0     active 786432 192.0.2.7:37738 '${name}'`,
    ),
    '#end',
    '',
  ].join('\n');

const cs2Json = (clients: readonly (readonly [name: string, id: bigint])[]) =>
  JSON.stringify(
    {
      process_uptime: 2718,
      server: {
        hibernating: false,
        clients_bot: 1,
        clients_human: clients.length,
        map: 'de_dust2',
        clients: [
          { steamid64: '0', steamid: '[I:0:0]', bot: false, name: '' },
          { steamid64: '90071992547409921', steamid: '[A:1:1:1]', bot: true, name: 'Solman' },
          ...clients.map(([name, id]) => ({ steamid64: id.toString(), bot: false, name })),
        ],
      },
    },
    null,
    '\t',
  );

describe('Counter-Strike 2', () => {
  it('has the ids of status_json beside the times of status', async () => {
    const texts = new Map([
      ['status', cs2('Louis', 'Francis')],
      [
        'status_json',
        cs2Json([
          ['Francis', FRANCIS],
          ['Louis', LOUIS],
        ]),
      ],
    ]);
    await using server = await game(texts);
    expect(await server.connection.observe(never)).toMatchObject({
      map: 'de_dust2',
      players: 2,
      complete: true,
      roster: [
        { name: 'Louis', playerId: LOUIS, connectedSeconds: 125, ping: 30, userId: 2 },
        { name: 'Francis', playerId: FRANCIS, connectedSeconds: 125, userId: 3 },
      ],
    });
    expect(server.asked).toEqual(['status', 'status_json']);
  });

  it('is not asked for ids while nobody is on', async () => {
    await using server = await game(new Map([['status', cs2()]]));
    const seen = await server.connection.observe(never);
    expect(seen).toMatchObject({ players: 0, complete: true, roster: [] });
    expect(await server.connection.observe(never)).toBe(seen);
    expect(server.asked).toEqual(['status', 'status']);
  });

  it('without status_json shows names without ids, closes nobody, and is not asked again', async () => {
    await using server = await game(new Map([['status', cs2('Louis')]]));
    for (let count = 0; count < 2; count += 1) {
      expect(await server.connection.observe(never)).toMatchObject({
        players: 1,
        complete: false,
        roster: [{ name: 'Louis', playerId: null }],
      });
    }
    expect(server.asked).toEqual(['status', 'status_json', 'status']);
  });

  it('is asked again after an answer that is damaged behind a log line', async () => {
    const whole = cs2Json([['Louis', LOUIS]]);
    const log = 'L 11/21/2026 - 10:00:00: rcon from "203.0.113.1:5": command "status_json"\n';
    const texts = new Map([
      ['status', cs2('Louis')],
      ['status_json', log + whole.slice(0, 150)],
    ]);
    await using server = await game(texts);
    expect(await server.connection.observe(never)).toMatchObject({ complete: false });
    texts.set('status_json', log + whole);
    expect(await server.connection.observe(never)).toMatchObject({
      complete: true,
      roster: [{ playerId: LOUIS }],
    });
  });

  it('that cuts status_json while a map loads is asked again at the next poll', async () => {
    const whole = cs2Json([['Louis', LOUIS]]);
    const texts = new Map([
      ['status', cs2('Louis')],
      ['status_json', whole.slice(0, 150)],
    ]);
    await using server = await game(texts);
    expect(await server.connection.observe(never)).toMatchObject({
      complete: false,
      roster: [{ playerId: null }],
    });
    texts.set('status_json', whole);
    expect(await server.connection.observe(never)).toMatchObject({
      complete: true,
      roster: [{ playerId: LOUIS }],
    });
  });
});

describe('a game without a status command', () => {
  it.each([
    [
      'ListPlayers',
      '----- Active Players -----\nID: 0 | SteamID: 76561198021068641 | Name: Louis | Team ID: 1 | Squad ID: N/A\n----- Recently Disconnected Players [Max of 15] -----\n',
      ['status', 'ListPlayers', 'ListPlayers'],
    ],
    [
      'ShowPlayers',
      'name,playeruid,steamid\nLouis,4160040412,76561198021068641\n',
      ['status', 'ListPlayers', 'ShowPlayers', 'ShowPlayers'],
    ],
  ])('is asked with %s, and at once in the next poll', async (command, text, asked) => {
    await using server = await game(new Map([[command, text]]));
    for (let count = 0; count < 2; count += 1) {
      expect(await server.connection.observe(never)).toMatchObject({
        roster: [{ name: 'Louis', playerId: LOUIS }],
      });
    }
    expect(server.asked).toEqual(asked);
  });
});

describe('an answer', () => {
  it('of the same bytes is the same observation while nobody is on, another one is another', async () => {
    const empty = STATUS.replace('1 humans', '0 humans').replace(/^.*"Zoey".*\n/m, '');
    const texts = new Map([['status', empty]]);
    await using server = await game(texts);
    const first = await server.connection.observe(never);
    expect(await server.connection.observe(never)).toBe(first);
    expect(first).toMatchObject({ players: 0, complete: true, roster: [] });
    texts.set('status', empty.replace('c1m1_hotel', 'c1m2_streets'));
    const second = await server.connection.observe(never);
    expect(second).toEqual({ ...first, map: 'c1m2_streets' });
    expect(await server.connection.observe(never)).toBe(second);
  });

  it('that was understood before and no longer is fails at once, and the connection is closed', async () => {
    const texts = new Map([['status', STATUS]]);
    await using server = await game(texts);
    await server.connection.observe(never);
    texts.set('status', 'Loading…');
    await expect(server.connection.observe(never)).rejects.toThrow(ProtocolError);
    expect(server.asked).toEqual(['status', 'status']);
    expect(server.connection.closed).toBe(true);
  });

  it.each([
    ['with more than 1024 players', 1_025, 'a'],
    ['of more than 262144 bytes', 900, 'a'.repeat(300)],
  ])('%s is none: nobody else is to wait for it', async (words, players, name) => {
    const row = '#  2 1 "Zoey" STEAM_1:0:1234 05:10 60 0 active 30000 192.0.2.7:27005';
    const rows = Array.from({ length: players }, (_, at) =>
      row.replace('1234', String(at + 1)).replace('Zoey', name),
    );
    const texts = new Map([['status', STATUS]]);
    await using server = await game(texts);
    await server.connection.observe(never);
    texts.set(
      'status',
      STATUS.replace('1 humans', `${players} humans`).replace(row, rows.join('\n')),
    );
    await expect(server.connection.observe(never)).rejects.toThrow(words);
    expect(server.connection.closed).toBe(true);
  });

  it('to any other command is handed on as text', async () => {
    await using server = await game(new Map([['say hi', 'hi\n']]));
    expect(await server.connection.execute?.('say hi', never)).toBe('hi\n');
  });
});
