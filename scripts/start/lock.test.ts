import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeLock } from './lock.mjs';

const module = new URL('lock.mjs', import.meta.url).href;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Another process that takes the lock, says how that went, and holds it until its stdin ends. */
function takeElsewhere() {
  const script = `
    import { takeLock } from ${JSON.stringify(module)};
    try { await takeLock(process.argv[1]); console.log('taken'); }
    catch (error) { console.log(error.message); process.exit(); }
    process.stdin.resume().on('end', () => process.exit());`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said = once(child.stdout.setEncoding('utf8'), 'data').then(([line]) => String(line).trim());
  return { child, said, ended: once(child, 'close') };
}

it('is held by one process, named to the next, and free again when given back', async () => {
  const other = takeElsewhere();
  expect(await other.said).toBe('taken');
  await expect(takeLock(folder)).rejects.toThrow(
    `Rollcall already runs here (process ${other.child.pid ?? 0})`,
  );
  other.child.kill('SIGKILL');
  await other.ended;
  const release = await takeLock(folder);
  release();
  expect(readdirSync(folder)).toEqual([]);
});

it('is taken over when its number now belongs to another program', async () => {
  writeFileSync(join(folder, 'lock'), `${process.ppid} of-long-ago\n`);
  const release = await takeLock(folder);
  release();
  expect(existsSync(join(folder, 'lock'))).toBe(false);
});

it('goes to exactly one of several that find it abandoned at the same moment', async () => {
  writeFileSync(join(folder, 'lock'), '999999999 long-gone\n');
  const others = [1, 2, 3].map(takeElsewhere);
  const said = await Promise.all(others.map((other) => other.said));
  expect(said.filter((line) => line === 'taken')).toHaveLength(1);
  expect(said.filter((line) => line.includes('already runs here'))).toHaveLength(2);
  for (const other of others) other.child.stdin.end();
  await Promise.all(others.map((other) => other.ended));
});
