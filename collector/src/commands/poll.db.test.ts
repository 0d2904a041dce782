import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeRconServer, type FakeHandler } from '../testing/fake-rcon-server.ts';
import { rconPacket } from '../testing/rcon-wire.ts';
import { acceptLogin, answerStatus, serveSrcds } from '../testing/srcds.ts';
import { rollcall } from './testing/cli.ts';

const HOSTILE = `hostname: x
version : 2.2.4.3 9442 secure  (unknown)
map     : c1m1_hotel
players : 2 humans, 1 bots (4 max) (not hibernating) (unreserved)

# userid name uniqueid connected ping loss state rate adr
#  2 1 "Zo\x1b[2Jey" STEAM_1:0:1234 05:10 60 0 active 30000 93.184.216.34:27005
#  4 2 "Late" STEAM_ID_PENDING 00:02 0 0 spawning 30000 192.0.2.8:27005
# 3 "Coach" BOT active
#end
`;

const srcds =
  (text?: string): FakeHandler =>
  (rcon) =>
    serveSrcds(rcon, { command: (request) => answerStatus(request, text) });

const poll = (
  port: number,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
) =>
  rollcall(null, ['poll', `127.0.0.1:${port}`, '--password-stdin', ...args], { stdin: 'p', env });

it('prints one JSON object of an address, without a database', async () => {
  await using server = await fakeRconServer(srcds(HOSTILE));
  const { code, stdout, stderr } = await poll(server.port, ['--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^\{.*\}\n$/);
  expect(stdout).not.toContain('\x1b');
  const seen = JSON.parse(stdout) as { readonly at: string };
  expect(Date.parse(seen.at)).toBeGreaterThan(Date.now() - 60_000);
  expect(seen).toMatchObject({
    map: 'c1m1_hotel',
    players: 2,
    maxPlayers: 4,
    bots: 1,
    hibernating: false,
    complete: true,
    roster: [
      { playerId: '76561197960268196', connectedSeconds: 310, ping: 60 },
      { playerId: null, name: 'Late', connectedSeconds: 2, ping: 0 },
    ],
  });
});

it('prints a table for people in which no name can steer the terminal', async () => {
  await using server = await fakeRconServer(srcds(HOSTILE));
  const { code, stdout } = await poll(server.port);
  expect(code).toBe(0);
  expect(stdout).not.toContain('\x1b');
  expect(stdout).toMatch(/^players +2\/4, 1 bots$/m);
  expect(stdout).toMatch(/^map +c1m1_hotel$/m);
  expect(stdout).toMatch(/^Zo.*ey +76561197960268196 +5:10 +60$/m);
  expect(stdout).toMatch(/^Late +— +0:02 +0$/m);
});

it('polls a registered server by name and by number, with its stored password', async () => {
  await using test = await createTestDatabase();
  const passwords: string[] = [];
  await using server = await fakeRconServer(async (rcon) => {
    const login = await rcon.next();
    if (login === null) return;
    passwords.push(login.body);
    rcon.send(rconPacket(login.id, 0), rconPacket(login.id, 2));
    for await (const request of rcon.requests()) rcon.send(answerStatus(request));
  });
  const env = { ROLLCALL_SECRET_KEY: 'a key' };
  const add = ['servers', 'add', 'a', `127.0.0.1:${server.port}`, '--password-stdin'];
  await rollcall(test.url, add, { stdin: 'hunter2', env });
  for (const name of ['a', '1']) {
    const { code, stdout, stderr } = await rollcall(test.url, ['poll', name], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^server +a \(127\.0\.0\.1:\d+\)$/m);
    expect(stdout).toContain('Zoey');
  }
  expect(passwords).toEqual(['hunter2', 'hunter2']);
  const locked = await rollcall(test.url, ['poll', 'a']);
  expect(locked.code).toBe(1);
  expect(locked.stderr).toMatch(/sealed, and ROLLCALL_SECRET_KEY is not set/);
});

it.each<[string, FakeHandler, RegExp]>([
  [
    'the password is wrong',
    async (rcon) => {
      const login = await rcon.next();
      if (login !== null) rcon.send(rconPacket(login.id, 0), rconPacket(-1, 2));
    },
    /rejects the RCON password/,
  ],
  [
    'the login is closed without an answer',
    async (rcon) => {
      await rcon.next();
      rcon.socket.end();
    },
    /probably banned/,
  ],
  [
    'nothing is answered',
    async (rcon) => {
      await acceptLogin(rcon);
    },
    /no answer within 0\.5 s/,
  ],
  [
    'the answer makes no sense',
    (rcon) => serveSrcds(rcon, { command: ({ id }) => rconPacket(id, 0, 'x\x1b[2J', 2 ** 31 - 1) }),
    /not understood/,
  ],
])('says so and what to do when %s', async (_what, handler, words) => {
  await using server = await fakeRconServer(handler);
  const { code, stdout, stderr } = await poll(server.port, [], {
    LIVE_STATE_QUERY_TIMEOUT_SECONDS: '0.5',
  });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^rollcall: 127\.0\.0\.1:\d+: /);
  expect(stderr).toMatch(words);
  expect(stderr).not.toMatch(/\x1b|\n {4}at /);
});

it('says that nobody listens there', async () => {
  const { code, stderr } = await poll(1);
  expect(code).toBe(1);
  expect(stderr).toMatch(/refused the connection/);
});

it('saves the raw answer with ids and addresses masked, also one that is not understood', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-'));
  try {
    const file = join(folder, 'capture.txt');
    await using good = await fakeRconServer(srcds(HOSTILE));
    const saved = await poll(good.port, ['--capture', file]);
    expect(saved.code).toBe(0);
    expect(saved.stderr).toMatch(
      /index\.jsonl, .*:\n\{"file":"capture\.txt","game":"source",.*\}\n$/,
    );
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/STEAM_1:0:\d{4} 05:10/);
    expect(text).not.toMatch(/1:0:1234|93\.184\.216\.34/);
    expect(text).toContain('192.0.2.8:27005');
    await using odd = await fakeRconServer(srcds('a new format 93.184.216.34'));
    expect((await poll(odd.port, ['--capture', file])).code).toBe(1);
    expect(await readFile(file, 'utf8')).toMatch(/^a new format (?!93\.184\.216\.34)/);
    const nowhere = join(folder, 'none', 'capture.txt');
    const refused = await poll(good.port, ['--capture', nowhere]);
    expect(refused.stderr).toMatch(/cannot write .*no such file or folder/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
