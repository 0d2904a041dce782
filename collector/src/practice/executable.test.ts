import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { parseFleet } from '../fleet/fleet-file.ts';
import { rawConsole, request } from './testing/raw-console.ts';

const executable = fileURLToPath(new URL('../../bin/rollcall-practice.js', import.meta.url));
const built = existsSync(fileURLToPath(new URL('../../dist/practice/main.js', import.meta.url)));

const printed = z.array(
  z.strictObject({ name: z.string(), host: z.string(), port: z.number(), game: z.string() }),
);

interface Running extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly ended: Promise<number | null>;
}

function start(command: readonly string[]): Running {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    output,
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const practice = (...args: readonly string[]) => start([process.execPath, executable, ...args]);

const serversOf = ({ output }: Running) =>
  vi.waitFor(() => printed.parse(JSON.parse(output.stdout)), { timeout: 20_000, interval: 50 });

/** Whether the server lets somebody in with this password. */
async function letsIn(port: number, password: string): Promise<boolean> {
  await using client = await rawConsole(port);
  client.send(request(7, 3, password));
  return (await client.read(28)).slice(36, 44) === '07000000';
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall practice '));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(!built)('rollcall-practice, as it was built', () => {
  it('prints its servers, writes a fleet file that fits, keeps its password, and stops in order', async () => {
    const file = join(folder, 'fleet.yaml');
    const passwords = new Set<string>();
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      await using fleet = practice('--servers', '5', '--port-base', '0', '--json', '--fleet', file);
      const servers = await serversOf(fleet);
      expect(servers.map(({ name }) => name)).toEqual([
        'practice-l4d2-1',
        'practice-tf2-1',
        'practice-csgo-1',
        'practice-cs2-1',
        'practice-l4d2-2',
      ]);
      const told = parseFleet(await readFile(file, 'utf8'));
      expect(told.map(({ name, host, port }) => ({ name, host, port }))).toEqual(
        servers.map(({ name, host, port }) => ({ name, host, port })),
      );
      expect(told.every(({ groupLabel }) => groupLabel === 'Practice')).toBe(true);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const source = told[0]?.password;
      const password = source?.type === 'text' ? source.password : '';
      passwords.add(password);
      expect(await letsIn(servers[0]?.port ?? 0, password)).toBe(true);
      expect(fleet.output.stdout + fleet.output.stderr).not.toContain(password);
      fleet.child.kill(signal);
      expect(await fleet.ended).toBe(0);
    }
    expect(passwords.size).toBe(1);
  });

  it('ends when whoever started it was killed', async () => {
    const script = `require('node:child_process').spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' })`;
    await using parent = start([
      ...[process.execPath, '-e', script, executable],
      ...['--servers', '1', '--port-base', '0', '--json', '--password', 'sesame'],
    ]);
    const [server] = await serversOf(parent);
    expect(await letsIn(server?.port ?? 0, 'sesame')).toBe(true);
    parent.child.kill('SIGKILL');
    // The pipes close with the last process that holds them.
    expect(await parent.ended).toBeNull();
    await expect(rawConsole(server?.port ?? 0)).rejects.toThrow('ECONNREFUSED');
  });

  it.each([
    [2, ['--servers', '0'], /has to be a number from 1/],
    [2, ['--speed', 'x'], /has to be a number/],
    [2, ['--colour'], /unknown option/],
    [1, ['--password-file', '/nowhere/at all'], /ENOENT/],
    [1, ['--password', 'x', '--port-base', '65535', '--servers', '3'], /port/i],
  ])('ends with %i for %j', async (status, args, words) => {
    await using fleet = practice(...args);
    expect(await fleet.ended).toBe(status);
    expect(fleet.output.stderr).toMatch(words);
  });
});
