import { execFileSync, type StdioOptions } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { UserError } from '../errors.ts';

/** A user that a child process runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/**
 * Whom Postgres runs as: null for "as we are". Postgres refuses root, so root hands it to the owner of existing data, to
 * `postgres`, or to `nobody`.
 *
 * @throws UserError when there is nobody to run as.
 */
export function chooseAccount(dataFolder: string): Account | null {
  if (process.getuid?.() !== 0) {
    requirePasswdEntry();
    return null;
  }
  if (existsSync(dataFolder)) {
    const { uid, gid } = statSync(dataFolder);
    if (uid !== 0) return { uid, gid, name: nameOfUser(uid) };
  }
  for (const name of ['postgres', 'nobody']) {
    const account = accountNamed(name);
    if (account !== null) return account;
  }
  throw new UserError(
    'Postgres does not run as root, and this machine has neither a user "postgres" nor "nobody": make one (useradd --system postgres), or set DATABASE_URL',
  );
}

/**
 * The first folder on the way to `path` that `account` cannot enter; null when the way is open. Folders that do not exist
 * yet count as open, for whoever makes them decides.
 */
export function closedFolder(path: string, account: Account): string | null {
  const way: string[] = [];
  for (let folder = path; ; folder = dirname(folder)) {
    way.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  return way.find((folder) => existsSync(folder) && !mayEnter(folder, account)) ?? null;
}

function mayEnter(folder: string, account: Account): boolean {
  const { uid, gid, mode } = statSync(folder);
  if (uid === account.uid) return (mode & 0o100) !== 0;
  if (gid === account.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

function accountNamed(name: string): Account | null {
  try {
    const id = (flag: string) => Number(askId(flag, name));
    return { uid: id('-u'), gid: id('-g'), name };
  } catch {
    return null;
  }
}

function askId(flag: string, who: string): string {
  const stdio: StdioOptions = ['ignore', 'pipe', 'ignore'];
  return execFileSync('id', [flag, who], { encoding: 'utf8', stdio }).trim();
}

function nameOfUser(uid: number): string {
  try {
    return askId('-nu', String(uid));
  } catch {
    return `uid ${uid}`;
  }
}

function requirePasswdEntry(): void {
  try {
    userInfo();
  } catch (cause) {
    const uid = process.getuid?.() ?? -1;
    throw new UserError(
      `the user with id ${uid} has no entry in /etc/passwd, and Postgres refuses to run as such: use a user that has one, or set DATABASE_URL`,
      { cause },
    );
  }
}
