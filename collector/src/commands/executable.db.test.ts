import { createTestDatabase } from '@rollcall/shared/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { fakeRconServer } from '../testing/fake-rcon-server.ts';
import { answerPackets, mirrored } from '../testing/rcon-wire.ts';
import { acceptLogin, answerStatus, serveSrcds } from '../testing/srcds.ts';
import { rollcall } from './testing/cli.ts';

const executable = fileURLToPath(new URL('../../bin/rollcall.js', import.meta.url));
const built = existsSync(fileURLToPath(new URL('../../dist/main.js', import.meta.url)));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdin = '',
): Promise<Ended> {
  const child = spawn(process.execPath, [executable, ...args], { env });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...texts };
}

describe.skipIf(!built)('the executable that was built', () => {
  it.each<[number, readonly string[], Readonly<Record<string, string>>, RegExp]>([
    [0, ['--version'], {}, /^$/],
    [0, ['servers', 'add', '--help'], {}, /^$/],
    [2, ['servers', 'add'], {}, /missing required argument/],
    [78, ['status'], {}, /DATABASE_URL is not set/],
    [78, ['run'], { LIVE_STATE_POLL_SECONDS: 'x' }, /DATABASE_URL[^]*LIVE_STATE_POLL_SECONDS/],
    [1, ['status'], { DATABASE_URL: 'postgres://127.0.0.1:1/x' }, /cannot reach Postgres/],
  ])('ends with %i for %j', async (status, args, env, words) => {
    const { code, stderr } = await run(args, env);
    expect(stderr).toMatch(words);
    expect(code).toBe(status);
  });

  it('migrates, registers, polls and lists', async () => {
    await using test = await createTestDatabase();
    await using server = await fakeRconServer((rcon) =>
      serveSrcds(rcon, { command: (request) => answerStatus(request) }),
    );
    const env = { DATABASE_URL: test.url };
    expect(await run(['migrate'], env)).toEqual({
      code: 0,
      stdout: 'the schema is up to date\n',
      stderr: '',
    });
    const address = `127.0.0.1:${server.port}`;
    const added = await run(['servers', 'add', 'a', address, '--password-stdin'], env, 'p\n');
    expect(added).toMatchObject({ code: 0, stderr: '' });
    const polled = await run(['poll', 'a', '--json'], env);
    expect(polled).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(polled.stdout)).toMatchObject({ map: 'c1m1_hotel', players: 1 });
    expect((await run(['servers', 'list'], env)).stdout).toContain(address);
  });

  it('runs until SIGTERM, and the status shows it', async () => {
    await using test = await createTestDatabase();
    await using server = await fakeRconServer((rcon) =>
      serveSrcds(rcon, { command: (request) => answerStatus(request) }),
    );
    const env = {
      DATABASE_URL: test.url,
      LIVE_STATE_POLL_SECONDS: '1',
      LIVE_STATE_QUERY_TIMEOUT_SECONDS: '0.9',
    };
    const add = ['servers', 'add', 'a', `127.0.0.1:${server.port}`, '--password-stdin'];
    await rollcall(test.url, add, { stdin: 'p' });
    const daemon = spawn(process.execPath, [executable, 'run'], { env, stdio: 'ignore' });
    try {
      const ended = once(daemon, 'close') as Promise<[number | null]>;
      const status = async () => (await rollcall(test.url, ['status'])).stdout;
      await vi.waitFor(
        async () => {
          expect(await status()).toMatch(/ a +live +1\/4 +c1m1_hotel +\d+ s ago\n/);
        },
        { timeout: 20_000, interval: 200 },
      );
      expect(await status()).toMatch(/^collector: running /m);
      await rollcall(test.url, ['servers', 'set', 'a', '--name', 'renamed']);
      expect(await status()).toMatch(/ renamed +live /);
      daemon.kill('SIGTERM');
      expect((await ended)[0]).toBe(0);
      expect(await status()).toMatch(/^collector: NOT running .* stopped \d+ s ago/m);
    } finally {
      daemon.kill('SIGKILL');
    }
  });

  it('ends quietly when nobody reads its results', async () => {
    await using test = await createTestDatabase();
    await test.db.$client.unsafe(
      "insert into servers (name, host, port) select 'server ' || n, 'h', 1 from generate_series(1, 20000) n",
    );
    const child = spawn(process.execPath, [executable, 'servers', 'list'], {
      env: { DATABASE_URL: test.url },
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number | null];
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('sends no further command when nobody reads the answers, and says so', async () => {
    await using test = await createTestDatabase();
    const asked: string[] = [];
    let answer: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await using server = await fakeRconServer(async (rcon) => {
      await acceptLogin(rcon);
      for await (const { id, type, body } of rcon.requests()) {
        if (type === 2) asked.push(body);
        await closed;
        rcon.send(type === 2 ? answerPackets(id, body) : mirrored(id));
        // What comes after the first answer finds the output closed: by then that is known.
        if (asked.length > 1) return;
      }
    });
    const add = ['servers', 'add', 'a', `127.0.0.1:${server.port}`, '--password-stdin'];
    await rollcall(test.url, add, { stdin: 'p' });
    const commands = ['one', 'two', 'three'].flatMap((command) => ['-e', command]);
    const child = spawn(process.execPath, [executable, 'rcon', 'a', ...commands], {
      env: { DATABASE_URL: test.url },
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    await vi.waitFor(
      () => {
        expect(asked).toEqual(['one']);
      },
      { timeout: 20_000 },
    );
    child.stdout.destroy();
    answer();
    const [code] = (await once(child, 'close')) as [number | null];
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'rollcall: stopped, since nobody reads the output any more\n',
    });
    expect(asked).not.toContain('three');
    const rows = await test.db.$client`select command, outcome from operator_command order by id`;
    expect(rows[0]).toEqual({ command: 'one', outcome: 'answered' });
    expect(rows.every((row) => row['outcome'] !== null)).toBe(true);
  });
});
