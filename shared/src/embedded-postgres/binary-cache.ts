import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';

/** Where root keeps programs that Postgres' user can reach when the checkout lies in a private folder. */
const CACHE_FOLDER = '/var/cache/rollcall';

/**
 * A copy of `native` that every user can read, made once for each `key`; `onCopy` is told before. For root only.
 *
 * @throws UserError when the cache could have been changed by somebody else.
 */
export function copyForOthers(
  native: string,
  key: string,
  onCopy: () => void,
  cache: string = CACHE_FOLDER,
): string {
  const target = join(cache, key);
  mkdirSync(cache, { recursive: true, mode: 0o755 });
  requireOurs(cache);
  if (!existsSync(target)) {
    onCopy();
    const unfinished = mkdtempSync(join(cache, '.copying-'));
    try {
      cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
      openToAll(unfinished);
      renameSync(unfinished, target);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      // Another start may have been faster.
      if (!existsSync(target)) throw error;
    }
  }
  requireOurs(target);
  return target;
}

function requireOurs(folder: string): void {
  const { uid, mode } = statSync(folder);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0) {
    throw new UserError(
      `${folder} can be changed by other users, so what lies there is not started as Postgres: remove it`,
    );
  }
}

function openToAll(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  const executable = stat.isDirectory() || (stat.mode & 0o100) !== 0;
  chmodSync(path, executable ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}
