import { createTestDatabase } from '@rollcall/shared/testing';
import { describe, expect, it } from 'vitest';
import { fakeRconServer, type FakeHandler } from '../testing/fake-rcon-server.ts';
import { answerPackets, rconPacket } from '../testing/rcon-wire.ts';
import { serveSrcds } from '../testing/srcds.ts';
import { rollcall } from './testing/cli.ts';

const game: FakeHandler = (rcon) =>
  serveSrcds(rcon, {
    command: ({ id, body }) => {
      if (body === 'long') return answerPackets(id, `${'x'.repeat(89)}\n`.repeat(100));
      if (body === 'evil') return answerPackets(id, 'a\x1b[2J\x1b]52;c;eA==\x07b\n');
      if (body === 'nonsense') return answerPackets(id, 'Unknown command "nonsense"\n');
      return answerPackets(id, `did ${body}\n`);
    },
  });

const mute: FakeHandler = async (rcon) => {
  await rcon.next();
  rcon.socket.end();
};

const once = (port: number, args: readonly string[]) =>
  rollcall(null, ['rcon', `127.0.0.1:${port}`, '--password-stdin', ...args], {
    stdin: 's3cret',
  });

async function register(url: string, name: string, port: number, group = 'one'): Promise<void> {
  const args = ['servers', 'add', name, `127.0.0.1:${port}`, '--group', group, '--password-stdin'];
  await rollcall(url, args, { stdin: 's3cret' });
}

describe('HOST:PORT without a database', () => {
  it('runs a command, and says that nothing is written down', async () => {
    await using server = await fakeRconServer(game);
    for (const args of [['status'], ['--execute', 'status']]) {
      const { code, stdout, stderr } = await once(server.port, args);
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'did status\n' });
      expect(stderr).toMatch(/no DATABASE_URL: what you send is not written down/);
    }
  });

  it('prints an answer of many packets whole, and a hostile one harmless', async () => {
    await using server = await fakeRconServer(game);
    expect((await once(server.port, ['long'])).stdout).toHaveLength(9_000);
    expect((await once(server.port, ['evil'])).stdout).toBe('ab\n');
  });

  it('prints one JSON object a command', async () => {
    await using server = await fakeRconServer(game);
    const args = ['--json', '-e', 'status', '-e', 'sv_password x'];
    const { code, stdout } = await once(server.port, args);
    expect(code).toBe(0);
    const [first, second] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(first).toMatchObject({
      command: 'status',
      ok: true,
      answer: 'did status\n',
      error: null,
    });
    expect(second).toMatchObject({ command: 'sv_password ***' });
  });

  it.each<[string, FakeHandler, string, RegExp]>([
    ['the server does not know the command', game, 'nonsense', /did not do it: Unknown command/],
    ['the server hangs up at the login', mute, 'status', /probably banned/],
    [
      'the server closes in mid answer',
      (rcon) =>
        serveSrcds(rcon, {
          command: ({ id }, { socket }) => {
            socket.end(rconPacket(id, 0, 'half an answer').subarray(0, 20));
            return null;
          },
        }),
      'status',
      /closed the connection before the end of its answer to "status"/,
    ],
    ['the command cannot be sent', game, 'a\nb', /line break/],
  ])('ends with 1 and says so when %s', async (_what, handler, command, words) => {
    await using server = await fakeRconServer(handler);
    const { code, stderr } = await once(server.port, [command]);
    expect(code).toBe(1);
    expect(stderr).toMatch(words);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no server', [], /which server\?/],
    ['a name', ['x', 'status'], /DATABASE_URL/],
    ['no password', ['127.0.0.1:1', 'status'], /needs a password: --password-file/],
    ['a password as an argument', ['127.0.0.1:1', '--password=x'], /read by every user/],
    ['two commands in two ways', ['127.0.0.1:1', 'a', '-e', 'b'], /not both/],
    ['nothing left to read', ['127.0.0.1:1', '--password-stdin'], /leaves no input for commands/],
    ['everybody without a command', ['--all'], /which command\?/],
  ])('refuses %s', async (_what, args, words) => {
    const { code, stderr } = await rollcall(null, ['rcon', ...args]);
    expect([2, 78]).toContain(code);
    expect(stderr).toMatch(words);
  });
});

describe('a registered server', () => {
  it('runs piped commands in order, and ends at the first that fails', async () => {
    await using test = await createTestDatabase();
    await using server = await fakeRconServer(game);
    await register(test.url, 'a', server.port);
    const stdin = '// restart\n\nsay hello\r\nrcon_password s3cret\nnonsense\nsay never\n';
    const { code, stdout } = await rollcall(test.url, ['rcon', 'a'], { stdin });
    expect(code).toBe(1);
    expect(stdout).toBe('did say hello\ndid rcon_password s3cret\nUnknown command "nonsense"\n');
    const rows = await test.db.$client`
      select server_id, target, via, command, outcome, duration_ms >= 0 as timed
      from operator_command order by id`;
    const row = (command: string, outcome: string) => ({
      ...{ server_id: 1, target: 'a', via: 'rcon', command, outcome, timed: true },
    });
    expect(rows.map((found) => ({ ...found }))).toEqual([
      row('say hello', 'answered'),
      row('rcon_password ***', 'answered'),
      row('nonsense', 'refused'),
    ]);
  });

  it('writes down what is sent to HOST:PORT, too, where there is a database', async () => {
    await using test = await createTestDatabase();
    await using server = await fakeRconServer(game);
    const args = ['rcon', `127.0.0.1:${server.port}`, '--password-stdin', 'status'];
    expect((await rollcall(test.url, args, { stdin: 'p' })).code).toBe(0);
    const [row] = await test.db.$client`select server_id, target from operator_command`;
    expect(row).toEqual({ server_id: null, target: `127.0.0.1:${server.port}` });
  });

  it('says which names are like one that nobody has', async () => {
    await using test = await createTestDatabase();
    await register(test.url, 'versus', 1);
    const { code, stderr } = await rollcall(test.url, ['rcon', 'verus', 'status']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/there is no server "verus": did you mean "versus"\?/);
  });
});

it('runs one command on a group or on all, side by side, with a summary', async () => {
  await using test = await createTestDatabase();
  await using good = await fakeRconServer(game);
  await using bad = await fakeRconServer(mute);
  await register(test.url, 'a', good.port);
  await register(test.url, 'b', good.port);
  await register(test.url, 'c', bad.port, 'two');
  const group = await rollcall(test.url, ['rcon', '--group', 'one', 'status']);
  expect(group.code).toBe(0);
  expect(group.stdout).toMatch(/^a\n {2}did status$/m);
  expect(group.stdout).toMatch(/^b\n {2}did status$/m);
  expect(group.stderr).toMatch(/2 of 2 servers did it/);
  const all = await rollcall(test.url, ['rcon', '--all', '--json', 'status']);
  expect(all.code).toBe(1);
  expect(all.stdout.trim().split('\n')).toHaveLength(3);
  expect(all.stderr).toMatch(/2 of 3 servers did it\n.*not done on: c/);
  const none = await rollcall(test.url, ['rcon', '--group', 'three', 'status']);
  expect(none.stderr).toMatch(
    /no enabled Source server in the group "three"; groups are: one, two/,
  );
});
