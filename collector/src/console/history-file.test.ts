import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { appendHistory, historyPath, loadHistory, MAX_HISTORY_LINES } from './history-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-history-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('stands where programs keep their state', () => {
  expect(historyPath({ XDG_STATE_HOME: '/s', HOME: '/h' })).toBe('/s/rollcall/rcon-history');
  expect(historyPath({ XDG_STATE_HOME: 'relative', HOME: '/h' })).toBe(
    '/h/.local/state/rollcall/rcon-history',
  );
  expect(historyPath({})).toBeNull();
});

it('gives back what was added, newest first, each line once', async () => {
  const file = join(folder, 'a', 'b', 'history');
  expect(await loadHistory(file)).toEqual([]);
  for (const line of ['one', 'two', 'one']) await appendHistory(file, line);
  expect(await loadHistory(file)).toEqual(['one', 'two']);
});

it('closes a file to others that was open to them', async () => {
  const file = join(folder, 'history');
  await writeFile(file, 'old\n', { mode: 0o644 });
  await appendHistory(file, 'new');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it('cuts a file that has grown too long', async () => {
  const file = join(folder, 'history');
  const lines = Array.from({ length: 2 * MAX_HISTORY_LINES + 1 }, (_, at) => `line ${at}\n`);
  await writeFile(file, lines.join(''));
  expect(await loadHistory(file)).toHaveLength(MAX_HISTORY_LINES);
  expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(MAX_HISTORY_LINES + 1);
});
