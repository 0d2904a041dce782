// One "npm start" at a time in one data folder. Uses nothing but Node itself: it is asked before anything is installed.
import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Time in which another start that also found the lock abandoned has put its own name into it. */
const TAKEOVER_MS = 200;

/**
 * Takes the lock of `folder`; one that was left by a killed start is taken over.
 *
 * @param {string} folder
 * @returns {Promise<() => void>} what gives it back
 */
export async function takeLock(folder) {
  const path = join(folder, 'lock');
  const mine = join(folder, `lock.${process.pid}`);
  const me = `${process.pid} ${beginningOf(process.pid) ?? '?'}\n`;
  writeFileSync(mine, me);
  try {
    if (!linked(mine, path)) {
      requireAbandoned(path);
      renameSync(mine, path);
      await delay(TAKEOVER_MS);
      if (readFileSync(path, 'utf8') !== me) requireAbandoned(path);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => {
    rmSync(path, { force: true });
  };
}

/**
 * @param {string} from
 * @param {string} to
 */
function linked(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path */
function requireAbandoned(path) {
  const [pid = '', ...rest] = readFileSync(path, 'utf8').trim().split(' ');
  // The number alone may by now belong to another program.
  if (beginningOf(Number(pid)) !== rest.join(' ')) return;
  throw new Error(
    `Rollcall already runs here (process ${pid}). Stop it with Ctrl-C where it runs, or with: kill ${pid}`,
  );
}

/**
 * When a process began, in words that never change while it runs; null when there is none with this number.
 *
 * @param {number} pid
 * @returns {string | null}
 */
function beginningOf(pid) {
  try {
    if (process.platform === 'linux') {
      // After the name, which may hold anything, the 20th field is the start time in ticks since boot.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}
