import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { integer, numeric, readConfig } from './config.ts';
import { ConfigError } from './errors.ts';

const schema = z.strictObject({
  DATABASE_URL: z.string(),
  POLL_SECONDS: numeric().pipe(z.number().min(1).max(60)).default(5),
  WORKERS: integer().pipe(z.number().min(1)).default(64),
});
type Check = (config: Partial<z.output<typeof schema>>) => readonly string[];
const read = (env: Record<string, string>, check?: Check) =>
  readConfig(schema, ['DATABASE_URL'], env, check);

function problemsOf(env: Record<string, string>, check?: Check): string {
  try {
    read(env, check);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error instanceof ConfigError ? error.message : '';
  }
  throw new Error('these settings were accepted');
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('readConfig', () => {
  it('reads numbers, fills in defaults and ignores what it does not know', () => {
    expect(read({ DATABASE_URL: 'postgres://x', POLL_SECONDS: ' 2.5 ', PATH: '/bin' })).toEqual({
      DATABASE_URL: 'postgres://x',
      POLL_SECONDS: 2.5,
      WORKERS: 64,
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(read({ DATABASE_URL: 'x', WORKERS: '' }).WORKERS).toBe(64);
    expect(problemsOf({ DATABASE_URL: '' })).toContain('DATABASE_URL is not set');
  });

  it('names every wrong key at once and no value', () => {
    const problems = problemsOf({ POLL_SECONDS: 'hunter2', WORKERS: '1.5' });
    expect(problems).toContain('DATABASE_URL is not set');
    expect(problems).toContain('POLL_SECONDS is not a number');
    expect(problems).toContain('WORKERS is not a whole number');
    expect(problems).not.toMatch(/hunter2|1\.5/);
  });

  it.each([
    ['POLL_SECONDS', '0', 'is below 1'],
    ['POLL_SECONDS', '61', 'is above 60'],
    ['POLL_SECONDS', 'Infinity', 'is not a number'],
    ['POLL_SECONDS', '   ', 'is empty'],
    ['WORKERS', '0x10', 'is not a whole number'],
    ['WORKERS', '-1', 'is below 1'],
  ])('refuses %s=%s: it %s', (key, value, words) => {
    const problems = problemsOf({ DATABASE_URL: 'x', [key]: value });
    expect(problems.split('\n').slice(1)).toEqual([`  ${key} ${words}`]);
  });

  it('reads a secret from its file, without the line break at the end', () => {
    const path = join(folder, 'url');
    writeFileSync(path, 'postgres://from-file \r\n\n');
    expect(read({ DATABASE_URL_FILE: path }).DATABASE_URL).toBe('postgres://from-file ');
  });

  it('refuses a secret that is given twice, and a file that cannot be read, without its path', () => {
    const path = join(folder, 'missing');
    expect(problemsOf({ DATABASE_URL: 'x', DATABASE_URL_FILE: path })).toContain(
      'DATABASE_URL and DATABASE_URL_FILE are both set',
    );
    const problems = problemsOf({ DATABASE_URL_FILE: path });
    expect(problems).toContain('DATABASE_URL_FILE cannot be read (ENOENT)');
    expect(problems).not.toContain(folder);
  });

  it('refuses an empty file: what failed to write a key must not look like having none', () => {
    const path = join(folder, 'empty');
    writeFileSync(path, '\n');
    expect(problemsOf({ DATABASE_URL_FILE: path })).toContain(
      'DATABASE_URL_FILE names an empty file',
    );
  });

  it('has no file for what is no secret', () => {
    const path = join(folder, 'workers');
    writeFileSync(path, '7');
    expect(read({ DATABASE_URL: 'x', WORKERS_FILE: path }).WORKERS).toBe(64);
  });

  it('finds what is wrong between settings that are right alone, beside those that are not', () => {
    const check: Check = (config) => [`checked ${JSON.stringify(config)}`];
    expect(problemsOf({ DATABASE_URL: 'x' }, check)).toContain(
      'checked {"DATABASE_URL":"x","POLL_SECONDS":5,"WORKERS":64}',
    );
    const problems = problemsOf({ POLL_SECONDS: '7', WORKERS: 'x' }, check);
    expect(problems).toContain('WORKERS is not a whole number');
    expect(problems).toContain('checked {"POLL_SECONDS":7}');
  });
});
