import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBoundedLog } from './bounded-log.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-log-'));
  path = join(folder, 'x.log');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('keeps the last lines, put together from chunks, and the file readable by its owner only', () => {
  const log = createBoundedLog(path);
  log.write('one\ntw');
  log.write('o\n\nthr');
  expect(log.lastLines()).toEqual(['one', 'two', 'thr']);
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n\nthr');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('remembers twenty lines and cuts endless ones', () => {
  const log = createBoundedLog(path);
  for (let line = 1; line <= 30; line += 1) log.write(`${line}\n`);
  log.write('x'.repeat(100_000));
  const lines = log.lastLines();
  expect(lines.slice(0, 2)).toEqual(['11', '12']);
  expect(lines.at(-1)).toHaveLength(500);
});

it('begins a new file when the old one is full, also one of an earlier start', () => {
  createBoundedLog(path, 10).write('0123456789a\n');
  const log = createBoundedLog(path, 10);
  log.write('second\n');
  log.write('third\n');
  log.write('fourth\n');
  expect(readFileSync(path, 'utf8')).toBe('fourth\n');
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('second\nthird\n');
});

it('goes on when the file cannot be written', () => {
  const log = createBoundedLog(join(folder, 'missing', 'x.log'));
  log.write('still here\n');
  expect(log.lastLines()).toEqual(['still here']);
  expect(existsSync(join(folder, 'missing'))).toBe(false);
});
