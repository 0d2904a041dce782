import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vi } from 'vitest';

const run = promisify(execFile);

/** Why there is no terminal to test in; null where tmux is. */
export function noTerminal(): string | null {
  try {
    execFileSync('tmux', ['-V']);
    return null;
  } catch {
    return 'tmux is not installed';
  }
}

/** A real terminal with one program in it. */
export interface RealTerminal extends AsyncDisposable {
  /** Keys by tmux's names: `Tab`, `C-c`, `Up`, `Enter`. */
  press(...keys: readonly string[]): Promise<void>;
  type(text: string): Promise<void>;
  /** Types a line and Enter. */
  enter(line: string): Promise<void>;
  /** What stands on the screen now. */
  screen(): Promise<string>;
  /** Waits until the screen shows it, and returns the screen. */
  shows(what: RegExp): Promise<string>;
  /** The clipboard of the terminal, which a program can set by an escape sequence. */
  clipboard(): Promise<string>;
}

/** Starts `command` in a terminal of its own, with an environment of its own. */
export async function realTerminal(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<RealTerminal> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-tmux-'));
  const socket = join(folder, 'socket');
  const tmux = async (...args: readonly string[]) => {
    const { stdout } = await run('tmux', ['-S', socket, '-f', '/dev/null', ...args]);
    return stdout;
  };
  const variables = Object.entries({ PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', ...env });
  const line = [
    ...['env', '-i', 'TERM=screen-256color', ...variables.map(([key, value]) => `${key}=${value}`)],
    ...command,
  ];
  const quoted = line.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  await tmux(
    ...['new-session', '-d', '-x', '120', '-y', '40'],
    `${quoted}; printf '\\nended with %s\\n' $?; exec sleep 600`,
    ...[';', 'set-option', '-s', 'set-clipboard', 'on'],
  );
  const screen = () => tmux('capture-pane', '-p', '-J');
  const press = async (...keys: readonly string[]) => {
    await tmux('send-keys', ...keys);
  };
  const type = async (text: string) => {
    await tmux('send-keys', '-l', text);
  };
  return {
    press,
    type,
    enter: async (text) => {
      await type(text);
      await press('Enter');
    },
    screen,
    shows: (what) =>
      vi.waitFor(
        async () => {
          const text = await screen();
          if (!what.test(text)) throw new Error(`${String(what)} is not on the screen:\n${text}`);
          return text;
        },
        { timeout: 20_000, interval: 50 },
      ),
    clipboard: () => tmux('show-buffer').catch(() => ''),
    [Symbol.asyncDispose]: async () => {
      await tmux('kill-server').catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
