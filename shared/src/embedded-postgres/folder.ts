import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { chooseAccount, closedFolder, type Account } from './account.ts';

/** Where root keeps data when the wanted folder lies in one that Postgres' user cannot enter. */
const ELSEWHERE = '/var/lib/rollcall-start';

export interface DataFolder {
  /** Holds `data`, `password`, `port` and `postgres.log`; ours, not Postgres'. */
  readonly path: string;
  /** Whom Postgres runs as; null for "as we are". */
  readonly account: Account | null;
  /** True when it goes with the server. */
  readonly temporary: boolean;
}

/** A folder for a server whose data nobody needs later, where `account` can reach it. */
export function temporaryFolder(): DataFolder {
  const account = chooseAccount('');
  const parents = [tmpdir(), '/tmp', '/var/tmp'];
  const parent =
    parents.find((path) => existsSync(path) && (!account || !closedFolder(path, account))) ??
    tmpdir();
  const path = mkdtempSync(join(parent, 'rollcall-postgres-'));
  chmodSync(path, 0o755);
  return { path, account, temporary: true };
}

/**
 * Makes `wanted` or finds it again. Where Postgres' user cannot enter it, the data lies elsewhere and `wanted` is a link to
 * that place.
 *
 * @throws UserError when existing data cannot be reached.
 */
export function keptFolder(
  wanted: string,
  onNotice: (line: string) => void,
  elsewhere: string = ELSEWHERE,
): DataFolder {
  const account = chooseAccount(join(wanted, 'data'));
  makePassage(dirname(wanted));
  const closed = account === null ? null : closedFolder(dirname(wanted), account);
  const exists = lstatSync(wanted, { throwIfNoEntry: false }) !== undefined;
  if (closed !== null && account !== null && !existsSync(join(wanted, 'data'))) {
    const place = join(elsewhere, nameFor(dirname(wanted)));
    makePassage(dirname(place));
    makePassage(place);
    // A link to a place that is gone, or an empty folder of a start that was interrupted.
    if (exists) rmSync(wanted, { recursive: true });
    symlinkSync(place, wanted);
  } else if (!exists) {
    makePassage(wanted);
  }
  const path = realpathSync(wanted);
  const stillClosed = account === null ? null : closedFolder(path, account);
  if (stillClosed !== null && account !== null) {
    throw new UserError(
      `the user ${account.name}, whose data is in ${path}, cannot enter ${stillClosed}: run "chmod o+x" on that folder`,
    );
  }
  if (closed !== null && account !== null) {
    onNotice(`The user ${account.name} cannot enter ${closed}: Postgres keeps its data in ${path}`);
  }
  return { path, account, temporary: false };
}

/** Postgres' user passes through it to its data, whatever our umask; the secrets in it are files with mode 0600. */
function makePassage(path: string): void {
  if (existsSync(path)) return;
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o755);
}

/** The same checkout finds the same place again. */
function nameFor(path: string): string {
  return createHash('sha256').update(realpathSync(path)).digest('hex').slice(0, 16);
}
