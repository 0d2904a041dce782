import { createTestDatabase } from '@rollcall/shared/testing';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { freePort } from './testing/gate.ts';

const executable = fileURLToPath(new URL('../bin/rollcall-viewer.js', import.meta.url));
const built = existsSync(fileURLToPath(new URL('../dist/main.js', import.meta.url)));

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [executable, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const lines: ((text: string) => void)[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
    for (const line of lines) line(log);
  });
  const ended = new Promise<{ code: number | null; output: string; log: string }>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, output, log });
    });
  });
  const logged = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      lines.push((text) => {
        const match = pattern.exec(text);
        if (match !== null) resolve(match);
      });
    });
  return { child, ended, logged };
}

it.skipIf(!built)('shows its help and its version', async () => {
  const help = await start(['--help']).ended;
  expect([help.code, help.output]).toEqual([0, expect.stringContaining('VIEWER_PORT')]);
  const version = await start(['--version']).ended;
  expect([version.code, version.output]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
});

it.skipIf(!built).each([['--loud'], ['serve']])('answers 2 to the wrong usage %s', async (arg) => {
  const { code, log } = await start([arg]).ended;
  expect(code).toBe(2);
  expect(log).toMatch(/^error: /);
});

it.skipIf(!built)('answers 78 to settings that cannot work, without a stack trace', async () => {
  const { code, log } = await start([], { DATABASE_URL: 'mysql://secret', VIEWER_PORT: 'x' }).ended;
  expect(code).toBe(78);
  expect(log).toContain('DATABASE_URL');
  expect(log).toContain('VIEWER_PORT');
  expect(log).not.toMatch(/secret|\n {4}at /);
});

it.skipIf(!built)('serves until SIGTERM and ends with 0', async () => {
  await using test = await createTestDatabase();
  const port = String(await freePort());
  const env = { DATABASE_URL: test.readerUrl, VIEWER_PORT: port };
  const viewer = start([], env);
  await viewer.logged(/the viewer is ready/);
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  const second = await start([], env).ended;
  expect(second.code).toBe(1);
  expect(second.log).toMatch(/another program uses this port/);
  expect(second.log).not.toMatch(/\n {4}at /);
  viewer.child.kill('SIGTERM');
  expect((await viewer.ended).code).toBe(0);
});
