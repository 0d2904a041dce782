import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { describe, expect, it } from 'vitest';
import { fakeRconServer, type FakeHandler } from '../testing/fake-rcon-server.ts';
import { answerPackets, rconPacket } from '../testing/rcon-wire.ts';
import { answerStatus, serveSrcds } from '../testing/srcds.ts';
import { rollcall } from './testing/cli.ts';

const game: FakeHandler = (rcon) =>
  serveSrcds(rcon, {
    command: (request) =>
      request.body.startsWith('echo')
        ? answerPackets(request.id, `Unknown command "${request.body}"\n`)
        : answerStatus(request),
  });

async function register(url: string, name: string, port: number): Promise<void> {
  const args = ['servers', 'add', name, `127.0.0.1:${port}`, '--password-stdin'];
  await rollcall(url, args, { stdin: 's3cret' });
}

async function refused(test: TestDatabase): Promise<void> {
  await test.db.$client`update servers set updated_at = now() - interval '1 hour'`;
  await test.db.$client`
    insert into server_reachability (server_id, status, detail, started_at)
    values (1, 'auth', 'refused the RCON password', now() - interval '5 min')`;
}

describe('a server that refused the collector', () => {
  it.each([
    ['rcon', ['rcon', 'a', 'status']],
    ['rcon --all', ['rcon', '--all', 'status']],
    ['kick', ['kick', 'a', 'Zoey']],
    ['ban', ['ban', 'a', 'Zoey', '--for', '1d', '--reason', 'x']],
    ['unban', ['unban', 'a', 'STEAM_1:0:1']],
    ['say', ['say', 'a', 'hello']],
  ])('gets no login by %s, which may lead to a ban', async (_what, args) => {
    await using test = await createTestDatabase();
    await using server = await fakeRconServer(game);
    await register(test.url, 'a', server.port);
    await refused(test);
    const { code, stdout, stderr } = await rollcall(test.url, args);
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(/"a" was not asked: it refused .*5 min ago.*servers set/);
    expect(server.accepted).toBe(0);
    expect(await test.db.$client`select from operator_command`).toHaveLength(0);
  });

  it('gets one with a password that was stored since', async () => {
    await using test = await createTestDatabase();
    await using server = await fakeRconServer(game);
    await register(test.url, 'a', server.port);
    await refused(test);
    await rollcall(test.url, ['servers', 'set', 'a', '--password-stdin'], { stdin: 'n3w' });
    expect((await rollcall(test.url, ['rcon', 'a', 'status'])).code).toBe(0);
  });
});

describe('what cannot be written down', () => {
  it('is not sent', async () => {
    await using test = await createTestDatabase();
    const asked: string[] = [];
    await using server = await fakeRconServer((rcon) =>
      serveSrcds(rcon, {
        command: ({ id, body }) => {
          asked.push(body);
          return answerPackets(id, 'x');
        },
      }),
    );
    await register(test.url, 'a', server.port);
    await test.db.$client`alter table operator_command add check (command <> 'status')`;
    const { code, stderr } = await rollcall(test.url, ['rcon', 'a', '-e', 'stats', '-e', 'status']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/nothing was sent, since it cannot be written down .*violates check/);
    expect(asked).toEqual(['stats']);
  });

  it('of an outcome is said, and what was done stays done', async () => {
    await using test = await createTestDatabase();
    await using server = await fakeRconServer(game);
    await register(test.url, 'a', server.port);
    await test.db.$client`alter table operator_command add check (outcome is null)`;
    const { code, stdout, stderr } = await rollcall(test.url, ['rcon', 'a', 'status']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/c1m1_hotel/);
    expect(stderr).toMatch(/sent, but its outcome is not written down \(.*violates check/);
  });
});

it('keeps the password out of the row where the server quotes it', async () => {
  await using test = await createTestDatabase();
  await using server = await fakeRconServer(game);
  await register(test.url, 'a', server.port);
  expect((await rollcall(test.url, ['rcon', 'a', 'echo s3cret'])).code).toBe(1);
  const [row] = await test.db.$client`select command, outcome, detail from operator_command`;
  expect(row).toEqual({
    command: 'echo ***',
    outcome: 'refused',
    detail: 'Unknown command "echo ***"',
  });
});

describe('HOST without a port', () => {
  it('is one at 27015, unless a server has that name', async () => {
    await using test = await createTestDatabase();
    const away = ['rcon', '127.0.0.1', '--password-stdin', 'status'];
    const { code, stderr } = await rollcall(null, away, { stdin: 'p' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^rollcall: 127\.0\.0\.1:27015 refused the connection/m);
    await using server = await fakeRconServer(game);
    await register(test.url, 'play.example.org', server.port);
    const named = await rollcall(test.url, ['rcon', 'play.example.org', 'status']);
    expect(named).toMatchObject({ code: 0, stdout: expect.stringMatching(/c1m1_hotel/) as string });
  });
});

it('says how to go on where HOST:PORT needs no database, and that is away', async () => {
  const url = 'postgres://127.0.0.1:1/x';
  const args = ['rcon', '127.0.0.1:1', '--password-stdin', 'status'];
  const { code, stderr } = await rollcall(url, args, { stdin: 'p' });
  expect(code).toBe(1);
  expect(stderr).toMatch(/cannot reach Postgres[^]*unset DATABASE_URL/);
});

it('sends what is piped in no further once it is stopped', async () => {
  const stop = new AbortController();
  await using server = await fakeRconServer((rcon) =>
    serveSrcds(rcon, {
      command: ({ id, body }) => {
        if (body === 'two') stop.abort(new Error('stopped by SIGTERM'));
        return body === 'two' ? null : rconPacket(id, 0, body);
      },
    }),
  );
  const args = ['rcon', `127.0.0.1:${server.port}`, '-e', 'one', '-e', 'two', '-e', 'three'];
  const run = { stdin: 'p', signal: stop.signal };
  const { code, stdout, stderr } = await rollcall(null, [...args, '--password-stdin'], run);
  expect({ code, stdout }).toEqual({ code: 1, stdout: 'one\n' });
  expect(stderr).toMatch(/stopped by SIGTERM/);
});
