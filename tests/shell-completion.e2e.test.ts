import { createTestDatabase } from '@rollcall/shared/testing';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { rollcall as cli } from '../collector/src/commands/testing/cli.ts';
import { rollcall } from './processes.ts';
import { noTerminal, realTerminal } from './terminal.ts';

/** How each shell is started without the settings of whoever runs the test, where its script goes, and what switches it on. */
const SHELLS = {
  bash: {
    command: ['bash', '--norc', '--noprofile', '-i'],
    script: 'rollcall.bash',
    init: 'source ~/rollcall.bash',
  },
  zsh: {
    command: ['zsh', '-f', '-i'],
    script: 'functions/_rollcall',
    init: 'fpath=(~/functions $fpath); autoload -Uz compinit; compinit -u -d ~/.zcompdump',
  },
  fish: {
    command: ['fish', '-i'],
    script: '.config/fish/completions/rollcall.fish',
    init: 'true',
  },
} as const;

/** What is typed before Tab, and what stands there after it. */
const TYPED: readonly (readonly [string, string])[] = [
  ['rollcall ser', 'rollcall servers'],
  ['rollcall servers sh', 'rollcall servers show'],
  ['rollcall poll Cam', String.raw`rollcall poll Campaign\ 1`],
  ['rollcall kick Versus Zoey --rea', 'rollcall kick Versus Zoey --reason'],
  ['rollcall poll Versus --capture /etc/passw', 'rollcall poll Versus --capture /etc/passwd'],
  ['rollcall servers apply /etc/passw', 'rollcall servers apply /etc/passwd'],
  ['rollcall completion fi', 'rollcall completion fish'],
  ['rollcall rcon --all --pass', 'rollcall rcon --all --password-'],
];

function missing(shell: string): string | null {
  if (!existsSync(new URL('../collector/dist/main.js', import.meta.url))) return 'not built';
  return spawnSync(shell, ['--version']).status === 0 ? noTerminal() : `${shell} is not installed`;
}

it.each(['bash', 'zsh', 'fish'] as const)(
  'completes commands, options, servers and files in %s',
  { timeout: 120_000 },
  async (shell) => {
    const reason = missing(shell);
    if (reason !== null) {
      process.stderr.write(`completion is not driven in ${shell}: ${reason}\n`);
      return;
    }
    const { command, script, init } = SHELLS[shell];
    const home = await mkdtemp(join(tmpdir(), 'rollcall-shell-'));
    try {
      await using test = await createTestDatabase();
      for (const name of ['Campaign 1', 'Versus'])
        await cli(test.url, ['servers', 'add', name, 'h:1']);
      const program = join(home, 'bin/rollcall');
      await mkdir(dirname(program));
      await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${rollcall}' "$@"\n`);
      await chmod(program, 0o755);
      await mkdir(dirname(join(home, script)), { recursive: true });
      await writeFile(join(home, script), (await cli(null, ['completion', shell])).stdout);
      await using terminal = await realTerminal(command, {
        HOME: home,
        PATH: `${dirname(program)}:${process.env['PATH'] ?? ''}`,
        DATABASE_URL: test.url,
      });
      await terminal.enter(`${init}; echo is "ready"`);
      await terminal.shows(/^is ready$/m);
      for (const [typed, completed] of TYPED) {
        await terminal.type(typed);
        await terminal.shows(new RegExp(typed));
        await terminal.press('Tab');
        // fish shows what it would suggest, too: only what was completed stands before what is typed next.
        await terminal.type('|');
        const screen = await terminal.shows(/[^\n]\|/);
        expect(screen.replaceAll(/ ?\|/g, '|')).toContain(`${completed}|`);
        expect(screen).not.toMatch(/unknown option|not found|error/i);
        await terminal.press('C-u');
        await terminal.shows(/^(?![^]*\|)/);
      }
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  },
);
