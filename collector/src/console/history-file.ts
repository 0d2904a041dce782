import { chmod, mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export const MAX_HISTORY_LINES = 1_000;

/** Where the lines that were typed are kept; null where there is no home. */
export function historyPath(env: NodeJS.ProcessEnv): string | null {
  const state = env['XDG_STATE_HOME'] ?? '';
  if (state.startsWith('/')) return join(state, 'rollcall', 'rcon-history');
  const home = env['HOME'] ?? '';
  return home === '' ? null : join(home, '.local', 'state', 'rollcall', 'rcon-history');
}

/** The lines typed before, newest first, each once. A file that is too long is cut; one that cannot be read is an empty one. */
export async function loadHistory(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length > 2 * MAX_HISTORY_LINES) {
    const kept = lines.slice(-MAX_HISTORY_LINES);
    await writeFile(path, `${kept.join('\n')}\n`, { mode: 0o600 }).catch(() => undefined);
  }
  return [...new Set(lines.toReversed())].slice(0, MAX_HISTORY_LINES);
}

/** Adds a line at the end, in a file that nobody else can read. Two consoles may do so at once. */
export async function appendHistory(path: string, line: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await using file = await open(path, 'a', 0o600);
  await chmod(path, 0o600);
  await file.write(`${line}\n`);
}
