import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const PREFIX = 'rollcall-tests-';
/** Databases of tests are small, and soon dropped; containers often have less. */
const NEEDED_BYTES = 2 * 2 ** 30;

/**
 * A folder in memory for a Postgres of tests: hundreds of databases are made and dropped, each of some hundred files. Null
 * where there is no room for it.
 */
export function memoryFolder(): string | null {
  if (!existsSync(MEMORY)) return null;
  removeLeft();
  const { bavail, bsize } = statfsSync(MEMORY);
  if (bavail * bsize < NEEDED_BYTES) return null;
  return mkdtempSync(join(MEMORY, `${PREFIX}${process.pid}-`));
}

/** What test runs that were killed left behind would stay in memory until the machine is started again. */
function removeLeft(): void {
  for (const name of readdirSync(MEMORY)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    try {
      rmSync(join(MEMORY, name), { recursive: true, force: true });
    } catch {
      // Another user's.
    }
  }
}
