import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { describe, expect, it } from 'vitest';
import { fakeRconServer } from '../testing/fake-rcon-server.ts';
import { answerPackets, mirrored, rconPacket } from '../testing/rcon-wire.ts';
import { acceptLogin, serveSrcds } from '../testing/srcds.ts';
import { rollcall } from './testing/cli.ts';

const STATUS = `hostname: x
version : 2.2.4.3 9442 secure  (unknown)
map     : c1m1_hotel
players : 4 humans, 0 bots (8 max) (not hibernating) (unreserved)

# userid name uniqueid connected ping loss state rate adr
#  2 1 "Zoey" STEAM_1:0:1234 05:10 60 0 active 30000 192.0.2.7:27005
#  3 2 "Twin" STEAM_1:0:1235 05:10 60 0 active 30000 192.0.2.8:27005
#  4 3 "Twin" STEAM_1:0:1236 05:10 60 0 active 30000 192.0.2.9:27005
#  5 4 "Late" STEAM_ID_PENDING 00:02 0 0 spawning 30000 192.0.2.8:27005
#end
`;

/** A registered server that tells what it was told, beside `status`; at that moment each line has to be written down. */
async function scene(test: TestDatabase, answer: (line: string) => string = () => '') {
  const told: string[] = [];
  const server = await fakeRconServer(async (rcon) => {
    if (!(await acceptLogin(rcon))) return;
    for await (const { id, type, body } of rcon.requests()) {
      if (type === 0) {
        rcon.send(mirrored(id));
      } else if (body === 'status') {
        rcon.send(answerPackets(id, STATUS));
      } else {
        told.push(body);
        const [row] = await test.db.$client`
          select command, outcome from operator_command order by id desc limit 1`;
        expect(row).toEqual({ command: body, outcome: null });
        rcon.send(answerPackets(id, answer(body)));
      }
    }
  });
  const add = ['servers', 'add', 'a', `127.0.0.1:${server.port}`, '--password-stdin'];
  await rollcall(test.url, add, { stdin: 'hunter2' });
  return { told, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const audit = (test: TestDatabase) => test.db.$client`
  select via, command, player_id, player_name, reason, outcome, server_id, target,
         operator like '%@%' as "who", duration_ms >= 0 as "took", banned_until::text
  from operator_command order by id`;

describe('kick', () => {
  it('writes down and sends one line, for the connection that is meant', async () => {
    await using test = await createTestDatabase();
    await using game = await scene(test, () => 'Kicked by Console \x1b[2J');
    const args = ['kick', 'a', 'STEAM_0:0:1234', '--reason', 'x"; quit\nquit'];
    const { code, stdout, stderr } = await rollcall(test.url, args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('Kicked by Console [2J\nkicked Zoey (76561197960268196) from a\n');
    expect(game.told).toEqual([`kickid 2 "x', quit quit"`]);
    expect([...(await audit(test))]).toEqual([
      {
        via: 'kick',
        command: `kickid 2 "x', quit quit"`,
        player_id: '76561197960268196',
        player_name: 'Zoey',
        reason: 'x"; quit\nquit',
        outcome: 'answered',
        server_id: 1,
        target: 'a',
        who: true,
        took: true,
        banned_until: null,
      },
    ]);
  });

  it.each([
    ['Twin', /may be any of these.*\n {2}#3 {2}Twin \(76561197960268198\)\n {2}#4 {2}Twin/],
    ['zo', /never guessed; do you mean:\n {2}#2 {2}Zoey/],
    ['Nobody', /"Nobody" is not on a /],
  ])('sends nothing when %s does not name one player', async (player, words) => {
    await using test = await createTestDatabase();
    await using game = await scene(test);
    const { code, stdout, stderr } = await rollcall(test.url, ['kick', 'a', player]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(words);
    expect(game.told).toEqual([]);
    expect([...(await audit(test))]).toEqual([]);
  });

  it('fails when the server says that it did not', async () => {
    await using test = await createTestDatabase();
    await using game = await scene(test, (line) => `Unknown command "${line}"`);
    const { code, stderr } = await rollcall(test.url, ['kick', 'a', '#2']);
    expect(code).toBe(1);
    expect(stderr).toBe('rollcall: a did not do it: Unknown command "kickid 2"\n');
    expect(game.told).toEqual(['kickid 2']);
    expect((await audit(test))[0]).toMatchObject({ outcome: 'refused' });
  });
});

describe('ban', () => {
  it('bans and kicks for a while, and tells who, why and until when', async () => {
    await using test = await createTestDatabase();
    await using game = await scene(test);
    const args = ['ban', 'a', 'zoey', '--for', '2h', '--reason', 'rude'];
    const { code, stdout } = await rollcall(test.url, args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^banned Zoey \(76561197960268196\) from a until 20\d\d-/);
    expect(game.told).toEqual(['banid 120 STEAM_1:0:1234', 'kickid 2 "rude"']);
    const [row] = await test.db.$client`
      select reason, player_name, banned_until between sent_at + '119 min' and sent_at + '121 min' as right
      from operator_command where via = 'ban' and banned_until is not null`;
    expect(row).toEqual({ reason: 'rude', player_name: 'Zoey', right: true });
  });

  it('bans for ever whoever is not on, by id, and saves it; unban takes it back', async () => {
    await using test = await createTestDatabase();
    await using game = await scene(test);
    const id = '[U:1:99]';
    await rollcall(test.url, ['ban', 'a', id, '--for', 'ever', '--reason', 'rude']);
    const { code, stdout } = await rollcall(test.url, ['unban', 'a', '76561197960265827']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'unbanned 76561197960265827 on a\n' });
    const lines = ['banid 0 STEAM_1:1:49', 'writeid', 'removeid STEAM_1:1:49', 'writeid'];
    expect(game.told).toEqual(lines);
    expect((await audit(test))[0]).toMatchObject({ banned_until: 'infinity', reason: 'rude' });
  });

  it.each([
    ['Late', /does not tell the id of Late/],
    ['Nobody', /can be banned by id only/],
  ])('sends nothing for %s, whose id is not known', async (player, words) => {
    await using test = await createTestDatabase();
    await using game = await scene(test);
    const args = ['ban', 'a', player, '--for', '1d', '--reason', 'x'];
    expect((await rollcall(test.url, args)).stderr).toMatch(words);
    expect(game.told).toEqual([]);
  });
});

it('unbans by the name under which somebody was banned, if it was one', async () => {
  await using test = await createTestDatabase();
  await using game = await scene(test);
  await rollcall(test.url, ['ban', 'a', 'Zoey', '--for', '1d', '--reason', 'x']);
  expect((await rollcall(test.url, ['unban', 'a', 'ZOEY'])).code).toBe(0);
  expect(game.told).toContain('removeid STEAM_1:0:1234');
  await rollcall(test.url, ['ban', 'a', '#3', '--for', '1d', '--reason', 'x']);
  await rollcall(test.url, ['ban', 'a', '#4', '--for', '1d', '--reason', 'x']);
  expect((await rollcall(test.url, ['unban', 'a', 'Twin'])).stderr).toMatch(
    /may be any of these; unban by id:\n.*8198\)\n.*8200\)/,
  );
  expect((await rollcall(test.url, ['unban', 'a', 'Bill'])).stderr).toMatch(
    /was not banned from a/,
  );
});

it('says one line, with a known password masked in the record', async () => {
  await using test = await createTestDatabase();
  const lines: string[] = [];
  await using game = await fakeRconServer((rcon) =>
    serveSrcds(rcon, {
      command: ({ id, body }) => {
        lines.push(body);
        return rconPacket(id, 0);
      },
    }),
  );
  const add = ['servers', 'add', 'a', `127.0.0.1:${game.port}`, '--password-stdin'];
  await rollcall(test.url, add, { stdin: 'hunter2' });
  const { code, stdout } = await rollcall(test.url, ['say', 'a', 'it is', 'hunter2; quit']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(lines).toEqual(['say "it is hunter2, quit"']);
  expect((await audit(test))[0]).toMatchObject({ command: 'say "it is ***, quit"' });
});

it('writes down that a server closed in the middle of the answer', async () => {
  await using test = await createTestDatabase();
  await using game = await fakeRconServer((rcon) =>
    serveSrcds(rcon, {
      command: () => {
        rcon.reset();
        return null;
      },
    }),
  );
  const add = ['servers', 'add', 'b', `127.0.0.1:${game.port}`, '--password-stdin'];
  await rollcall(test.url, add, { stdin: 'x' });
  const { code, stderr } = await rollcall(test.url, ['say', 'b', 'hello']);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /closed the connection before the end of its answer to "say"\nIs the server/,
  );
  expect((await audit(test))[0]).toMatchObject({ outcome: 'failed', command: 'say "hello"' });
});

it('names a server that is like an unknown one, and sends nothing without a database', async () => {
  await using test = await createTestDatabase();
  await using game = await scene(test);
  expect((await rollcall(test.url, ['kick', 'b', 'x'])).stderr).toMatch(/did you mean "a"\?/);
  expect((await rollcall('postgres://u@127.0.0.1:1/db', ['say', 'a', 'x'])).stderr).toMatch(
    /cannot reach Postgres/,
  );
  expect(game.told).toEqual([]);
});
