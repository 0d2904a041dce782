import { createTestDatabase } from '@rollcall/shared/testing';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rollcall } from './testing/cli.ts';

const printed = async (what: string) => (await rollcall(null, ['completion', what])).stdout;
const has = (program: string) => spawnSync(program, ['--version']).status === 0;

it('has a manual that says what the commands are now (rollcall completion man > collector/man/rollcall.1)', async () => {
  const committed = readFileSync(new URL('../../man/rollcall.1', import.meta.url), 'utf8');
  expect(committed).toBe(await printed('man'));
  for (const line of [
    '.SS rollcall servers add <name> <host:port>',
    '\\fB\\-\\-reason\\fR \\fI<text>\\fR',
  ]) {
    expect(committed).toContain(line);
  }
});

it.runIf(has('man'))('has a manual that man takes without a warning', () => {
  const path = fileURLToPath(new URL('../../man/rollcall.1', import.meta.url));
  const { stdout, stderr } = spawnSync('man', ['--warnings', '-l', path], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/rollcall servers add <name> <host:port>/);
});

describe('bash', () => {
  const complete = async (...words: readonly string[]) => {
    const script = `${await printed('bash')}
      rollcall() { printf '%s\\n' 'Campaign 1' "Bob's" '$(touch x)'; }
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _rollcall; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const run = spawnSync('bash', ['-c', script, 'x', 'rollcall', ...words], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    return run.stdout.trimEnd().split('\n');
  };

  it.each([
    [['ser'], ['servers']],
    [['secrets', 'r'], ['rotate']],
    [
      ['servers', 'a'],
      ['add', 'apply'],
    ],
    [['kick', '--r'], ['--reason']],
    [['status', '--j'], ['--json']],
    [['poll', 'Cam'], ['Campaign\\ 1']],
    [['servers', 'show', '\\$'], ['\\$\\(touch\\ x\\)']],
    [['servers', 'add', 'Cam'], ['']],
    [['poll', 'x', '--capture', '/etc/pass'], ['/etc/passwd']],
    [['servers', 'apply', '/etc/pass'], ['/etc/passwd']],
    [['completion', 'f'], ['fish']],
  ])('completes %j', async (words, expected) => {
    expect((await complete(...words)).filter((word) => word !== '/etc/passwd-')).toEqual(expected);
  });
});

it('names the servers there are, and refuses an unknown shell', async () => {
  await using test = await createTestDatabase();
  await rollcall(test.url, ['servers', 'add', 'Campaign 1', 'h:1']);
  const { code, stdout } = await rollcall(test.url, ['completion', 'servers']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'Campaign 1\n' });
  const wrong = await rollcall(null, ['completion', 'tcsh']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(/bash, zsh, fish/);
});
