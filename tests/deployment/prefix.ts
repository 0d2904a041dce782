import { testFolder } from '@rollcall/shared/testing';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const checkout = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = /^(shared|collector|viewer)\/(src|bench)(\/|$)/;
/** Of all workspaces, as their archives name it. */
export const VERSION = '0.1.0';
/** Packing and installing take seconds; other tests may keep both processors busy. */
const PATIENCE_MS = 240_000;

export interface Prefix {
  /** Like `/usr` after "npm install --global": bin, lib/node_modules, share/man. */
  readonly folder: string;
  /** The archives that "npm pack" made, by workspace. */
  readonly archives: Readonly<Record<'shared' | 'collector' | 'viewer', string>>;
}

/** Packs each workspace and installs collector and viewer from the archives; once for all tests of a run. */
export async function installedPrefix(): Promise<Prefix> {
  const home = join(testFolder(), 'installed');
  const [done, failed] = [join(home, 'done'), join(home, 'failed')];
  const archive = (name: string) => join(home, `rollcall-${name}-${VERSION}.tgz`);
  const prefix = {
    folder: join(home, 'usr'),
    archives: {
      shared: archive('shared'),
      collector: archive('collector'),
      viewer: archive('viewer'),
    },
  };
  if (await isFirst(home)) {
    try {
      await make(home, prefix);
      await writeFile(done, '');
    } catch (error) {
      await writeFile(failed, '');
      throw error;
    }
  }
  const deadline = performance.now() + PATIENCE_MS;
  while (!existsSync(done)) {
    if (existsSync(failed)) throw new Error('another test could not install the archives');
    if (performance.now() > deadline) throw new Error('another test installs for too long');
    await sleep(100);
  }
  return prefix;
}

async function isFirst(home: string): Promise<boolean> {
  try {
    await mkdir(home);
    return true;
  } catch {
    return false;
  }
}

async function make(home: string, { folder, archives }: Prefix): Promise<void> {
  // npm packs in the folder itself, where other tests run: so in a copy of it.
  const copy = join(home, 'checkout');
  await mkdir(copy);
  const parts = ['package.json', 'package-lock.json', 'LICENSE', 'drizzle', 'scripts'];
  for (const part of [...parts, 'shared', 'collector', 'viewer']) {
    await cp(join(checkout, part), join(copy, part), {
      recursive: true,
      filter: (path) => !SOURCES.test(path.slice(checkout.length)),
    });
  }
  await symlink(join(checkout, 'node_modules'), join(copy, 'node_modules'));
  await npm(copy, 'pack', '--workspaces', `--pack-destination=${home}`);
  await rm(copy, { recursive: true });
  await npm(home, 'install', '--global', `--prefix=${folder}`, archives.collector, archives.viewer);
  if (!process.execPath.startsWith('/usr/')) {
    await symlink('/opt/node/bin/node', join(folder, 'bin/node'));
  }
}

/** Without a registry: what is in the archives has to be enough. */
export async function npm(folder: string, ...args: readonly string[]): Promise<void> {
  const words = ['--offline', '--no-audit', '--no-fund', '--silent'];
  await execute('sh', ['-c', 'umask 022 && exec npm "$@"', 'npm', ...args, ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder },
    maxBuffer: 1e8,
  });
}
