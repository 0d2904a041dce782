import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isAlive } from './leftover.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './start.ts';

let parent: string;
let folder: string;
/** Made once: initdb takes a second and more. */
let made: string;
const started: EmbeddedPostgres[] = [];

function passage(): string {
  const path = mkdtempSync(join(tmpdir(), 'rollcall test '));
  chmodSync(path, 0o755);
  return path;
}

beforeAll(async () => {
  made = join(passage(), 'postgres');
  const server = await startEmbeddedPostgres({ folder: made, durable: true });
  await server.stop();
});

afterAll(() => {
  rmSync(dirname(made), { recursive: true, force: true });
});

beforeEach(() => {
  parent = passage();
  folder = join(parent, 'postgres');
});

afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
  rmSync(parent, { recursive: true, force: true });
});

/** With all owners and modes. */
function useMadeFolder(): void {
  execFileSync('cp', ['-a', made, folder]);
}

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ folder, durable: true });
  started.push(server);
  return server;
}

async function ask(url: string, query: string): Promise<readonly Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(query))];
  } finally {
    await sql.end();
  }
}

const postmasterPid = () =>
  Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);

describe('kept data', () => {
  it('finds the same history on the same port, durable, in a path with a space', async () => {
    useMadeFolder();
    const first = await start();
    await ask(first.url, 'create table seen as select 42 as answer');
    expect(await ask(first.url, 'show fsync')).toEqual([{ fsync: 'on' }]);
    await first.stop();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'select answer from seen')).toEqual([{ answer: 42 }]);
  });

  it('lets nobody in without the generated password, which only the owner can read', async () => {
    const server = await start();
    const url = new URL(server.url);
    url.password = 'guess';
    await expect(ask(url.href, 'select 1')).rejects.toThrow(/password authentication failed/);
    expect(statSync(join(folder, 'password')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(['data', 'password', 'port', 'postgres.log']);
  });

  it('takes another port when somebody else listens on the kept one', async () => {
    useMadeFolder();
    const first = await start();
    await first.stop();
    const port = Number(new URL(first.url).port);
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const second = await start();
    expect(new URL(second.url).port).not.toBe(String(port));
    other.close();
  });

  it('begins anew after a start that was interrupted while it made the folder', async () => {
    mkdirSync(join(folder, 'data.unfinished-abc', 'base'), { recursive: true });
    writeFileSync(join(folder, 'password'), 'of the interrupted start\n');
    const server = await start();
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(folder)).not.toContain('data.unfinished-abc');
  });

  it('refuses data of another version, and a folder that holds something else', async () => {
    useMadeFolder();
    const server = await start();
    await server.stop();
    started.length = 0;
    writeFileSync(join(folder, 'data', 'PG_VERSION'), '12\n');
    await expect(start()).rejects.toThrow(/made by Postgres 12, and Postgres \d+ is installed/);
    rmSync(join(folder, 'data', 'PG_VERSION'));
    await expect(start()).rejects.toThrow(/holds no Postgres data/);
  });
});

describe('after a killed start', () => {
  it('ends the server that was left running on the same folder', async () => {
    useMadeFolder();
    const first = await start();
    const pid = postmasterPid();
    const second = await start();
    expect((await first.ended).join('\n')).toContain('database system is shut down');
    expect(postmasterPid()).not.toBe(pid);
    expect(await ask(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('is not kept from starting by a stale postmaster.pid that names an unrelated process', async () => {
    useMadeFolder();
    const first = await start();
    const lock = readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8');
    await first.stop();
    // Of the same user, for whom Postgres alone would take the number for a running server.
    const { uid, gid } = statSync(join(folder, 'data'));
    const unrelated = spawn('sleep', ['60'], { stdio: 'ignore', uid, gid });
    writeFileSync(
      join(folder, 'data', 'postmaster.pid'),
      lock.replace(/^\d+/, String(unrelated.pid)),
    );
    const second = await start();
    expect(await ask(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(unrelated.exitCode).toBeNull();
    unrelated.kill();
  });

  it.runIf(process.platform === 'linux')('ends with its parent, however that dies', async () => {
    useMadeFolder();
    const script = `
      import { startEmbeddedPostgres } from ${JSON.stringify(new URL('../../dist/embedded-postgres/start.js', import.meta.url).href)};
      await startEmbeddedPostgres({ folder: process.argv[1], durable: true });
      process.stdout.write('ready');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const pid = postmasterPid();
    expect(isAlive(pid)).toBe(true);
    child.kill('SIGKILL');
    await vi.waitFor(() => {
      expect(isAlive(pid)).toBe(false);
    }, 20_000);
  });

  it('says what Postgres said when it does not come up', async () => {
    useMadeFolder();
    const server = await start();
    await server.stop();
    writeFileSync(join(folder, 'data', 'postgresql.conf'), 'no_such_setting = 1\n');
    await expect(start()).rejects.toThrow(/unrecognized configuration parameter "no_such_setting"/);
  });
});
