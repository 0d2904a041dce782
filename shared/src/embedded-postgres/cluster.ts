import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { asAccount, diesWithParent, postgresEnvironment } from './child.ts';
import type { DataFolder } from './folder.ts';

/** Another name each time: an initdb that outlives its killed start must not touch what the next one makes. */
const UNFINISHED = 'data.unfinished-';

/**
 * Makes the data of a new server in `<folder>/data`, or finds what an earlier start made. A start that was interrupted half
 * way leaves nothing that counts.
 *
 * @returns the superuser's password, kept in `<folder>/password` with mode 0600.
 * @throws UserError when there is data that these programs cannot continue.
 */
export function prepareCluster(folder: DataFolder, binaries: Binaries, durable: boolean): string {
  const data = join(folder.path, 'data');
  const passwordFile = join(folder.path, 'password');
  if (existsSync(join(data, 'PG_VERSION'))) {
    requireUsable(data, binaries, folder.account);
    if (!existsSync(passwordFile)) {
      throw new UserError(`${passwordFile} is missing: without it there is no way into ${data}`);
    }
    return readFileSync(passwordFile, 'utf8').trim();
  }
  if (existsSync(data)) {
    throw new UserError(`${data} is there, but holds no Postgres data: move it away`);
  }
  const password = randomBytes(24).toString('base64url');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  removeUnfinished(folder.path);
  const unfinished = mkdtempSync(join(folder.path, UNFINISHED));
  if (folder.account !== null) chownSync(unfinished, folder.account.uid, folder.account.gid);
  runInitdb(unfinished, password, binaries, folder.account, durable);
  renameSync(unfinished, data);
  if (durable) flushFolder(folder.path);
  return password;
}

/** What starts left that were killed half way. */
function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(UNFINISHED)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function runInitdb(
  data: string,
  password: string,
  binaries: Binaries,
  account: Account | null,
  durable: boolean,
): void {
  // In a file, for arguments are for everyone to see; beside the data, for initdb wants its own folder empty.
  const passwordFile = `${data}.password`;
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, password, { mode: 0o600, flag: 'wx' });
  if (account !== null) chownSync(passwordFile, account.uid, account.gid);
  try {
    const [program, ...words] = [...diesWithParent('TERM'), binaries.initdb];
    const run = spawnSync(
      program,
      [
        ...words,
        `--pgdata=${data}`,
        `--pwfile=${passwordFile}`,
        '--username=postgres',
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // Built in, so that it is the same on every machine, whatever locales that one has.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        ...(durable ? [] : ['--no-sync']),
      ],
      { encoding: 'utf8', cwd: '/', env: postgresEnvironment(), ...asAccount(account) },
    );
    if (run.error !== undefined) throw run.error;
    if (run.status !== 0) {
      throw new UserError(`Postgres could not make its data folder ${data}:\n${run.stderr.trim()}`);
    }
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function requireUsable(data: string, binaries: Binaries, account: Account | null): void {
  const owner = statSync(data).uid;
  const self = account?.uid ?? process.getuid?.();
  if (owner !== self) {
    throw new UserError(
      `the data in ${data} belongs to the user with id ${owner}: start as the same user as before (root, if it was root), or move the folder away`,
    );
  }
  const found = readVersion(data);
  if (found !== null && found !== binaries.major) {
    throw new UserError(
      `the data in ${data} was made by Postgres ${found}, and Postgres ${binaries.major} is installed: dump it with the old version, or move the folder away and begin anew`,
    );
  }
}

function readVersion(data: string): string | null {
  try {
    return readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  } catch {
    return null;
  }
}

/** So that the new name survives a power cut as the data does. */
function flushFolder(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
