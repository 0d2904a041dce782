import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { goesToJournal, withPriority } from './journal.ts';
import { createLogger } from './log.ts';

describe('a line of the log', () => {
  it.each([
    ['fatal', '<2>'],
    ['error', '<3>'],
    ['warn', '<4>'],
    ['info', '<6>'],
    ['debug', '<7>'],
    ['trace', '<7>'],
  ] as const)('has the priority that the journal gives to %s', (level, prefix) => {
    const lines: string[] = [];
    const log = createLogger('test', 'trace', { write: (line) => lines.push(withPriority(line)) });
    log[level]({ server: 1 }, 'as it is');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.startsWith(`${prefix}{`)).toBe(true);
  });
});

describe('the journal', () => {
  it('is not where stderr goes when nobody says so, or names another stream', () => {
    expect(goesToJournal({})).toBe(false);
    expect(goesToJournal({ JOURNAL_STREAM: '' })).toBe(false);
    expect(goesToJournal({ JOURNAL_STREAM: '1:2' })).toBe(false);
  });

  it('is told how grave each line is, failures of the start among them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-journal-'));
    const file = join(folder, 'stderr');
    const stderr = openSync(file, 'w');
    const { dev, ino } = fstatSync(stderr);
    const module = (name: string) => fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url));
    const script = `
      import { createLogger } from '${module('log')}';
      import { failureText } from '${module('journal')}';
      createLogger('test', 'info').warn('turned bad');
      process.stderr.write(failureText('settings\\n  that cannot work') + '\\n');`;
    const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      env: { JOURNAL_STREAM: `${dev}:${ino}` },
      stdio: ['ignore', 'ignore', stderr],
    });
    closeSync(stderr);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    rmSync(folder, { recursive: true });
    expect(status).toBe(0);
    expect(lines).toEqual([
      expect.stringMatching(/^<4>\{.*"turned bad"\}$/),
      '<3>settings',
      '<3>  that cannot work',
    ]);
  });
});
