import { closeDatabase, openDatabase } from '@rollcall/shared';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../tests/free-port.ts';

const executable = fileURLToPath(new URL('start.mjs', import.meta.url));
/** Each start builds, migrates and starts five processes, beside other tests on two cores. */
const START_MS = 120_000;

let parent: string;
let folder: string;
let port: number;
const launched: Launched[] = [];

interface Launched {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  output(): string;
  /** Resolves when the address has been printed. */
  up(): Promise<void>;
}

/** As a terminal would: in a process group of its own. */
function launch(env: Record<string, string> = {}): Launched {
  const child = spawn(process.execPath, [executable, '--data', folder], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], VIEWER_PORT: `${port}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    cwd: tmpdir(),
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  }
  const launchedNow: Launched = {
    child,
    ended: once(child, 'close'),
    output: () => text,
    async up() {
      await vi.waitFor(() => {
        expect(child.exitCode, text).toBeNull();
        expect(text).toContain(`Rollcall is at http://127.0.0.1:${port}`);
      }, START_MS);
    },
  };
  launched.push(launchedNow);
  return launchedNow;
}

/** Everything that runs on this test's data folder: Postgres, practice fleet and the launcher by their arguments … */
function running(): readonly string[] {
  const processes = execFileSync('ps', ['-ww', '-eo', 'pid=,ppid=,stat=,args='], {
    encoding: 'utf8',
  });
  const rows = processes
    .trim()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line)?.slice(1) ?? [])
    .filter(([, , stat = '']) => !stat.startsWith('Z'));
  const own = rows.filter(([, , , args = '']) => args.includes(folder));
  // … and what these have started: collector and viewer.
  const pids = new Set(own.map(([pid]) => pid));
  return rows
    .filter(([pid, ppid]) => pids.has(pid) || pids.has(ppid))
    .map(([, , , args = '']) => args);
}

async function collectorRuns(): Promise<unknown> {
  const url = readFileSync(join(folder, 'database-url'), 'utf8').trim();
  const db = openDatabase({ url, applicationName: 'test' });
  try {
    return await db.$client`select id from collector_run`;
  } finally {
    await closeDatabase(db);
  }
}

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'rollcall start '));
  chmodSync(parent, 0o755);
  folder = join(parent, 'kept data');
  port = await freePort();
});

afterEach(async () => {
  for (const { child, ended } of launched.splice(0)) {
    if (child.exitCode === null) child.kill('SIGKILL');
    await ended;
  }
});

afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
});

describe('npm start', () => {
  it(
    'shows the practice fleet, refuses to run twice, and leaves nothing behind when killed',
    { timeout: 2 * START_MS },
    async () => {
      const first = launch();
      await first.up();
      await vi.waitFor(async () => {
        const page = await fetch(`http://127.0.0.1:${port}/servers`);
        expect(await page.text()).toMatch(/practice-l4d2-1.*c\d+m\d_/s);
      }, START_MS);
      expect(running().join('\n')).toMatch(/rollcall\.js run/);
      expect(running().join('\n')).not.toContain(
        new URL(readFileSync(join(folder, 'database-url'), 'utf8')).password,
      );

      const second = launch({ VIEWER_PORT: `${await freePort()}` });
      await second.ended;
      expect(second.child.exitCode).toBe(1);
      expect(second.output()).toContain(`already runs here (process ${first.child.pid ?? 0})`);

      const before = running();
      expect(before.length).toBeGreaterThanOrEqual(5);
      first.child.kill('SIGKILL');
      await vi.waitFor(() => {
        expect(running()).toEqual([]);
      }, START_MS);
    },
  );

  it(
    'continues the same history after that, and stops everything in order at Ctrl-C',
    { timeout: 2 * START_MS },
    async () => {
      const again = launch();
      await again.up();
      await vi.waitFor(async () => {
        expect(await collectorRuns()).toHaveLength(2);
      }, START_MS);
      const { pid } = again.child;
      if (pid === undefined) throw new Error('no process');
      // The terminal tells the whole group, and npm tells its child once more.
      process.kill(-pid, 'SIGINT');
      process.kill(pid, 'SIGINT');
      await again.ended;
      expect(again.child.exitCode, again.output()).toBe(0);
      expect(running()).toEqual([]);
      expect(readFileSync(join(folder, 'collector.log'), 'utf8')).toMatch(
        /collector stopped"\}\n$/,
      );
      expect(readFileSync(join(folder, 'postgres', 'postgres.log'), 'utf8')).toMatch(
        /database system is shut down\n$/,
      );
      expect(readdirSync(folder)).not.toContain('lock');
    },
  );

  it('says in clear words that the port is taken, and how to choose another', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const refused = launch();
    await refused.ended;
    other.close();
    expect(refused.child.exitCode).toBe(1);
    expect(refused.output()).toContain(`Port ${port} on 127.0.0.1 is taken by another program`);
    expect(refused.output()).toMatch(/VIEWER_PORT=\d+ npm start/);
    expect(running()).toEqual([]);
  });
});
