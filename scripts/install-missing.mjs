// Installs the dependencies when they are missing or older than package-lock.json. Uses nothing but Node itself, and syntax
// that an old Node understands, so that it can say what is wrong there.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const NEEDED_NODE = [20, 19];

/**
 * @typedef {{ version?: string, link?: boolean, optional?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} LockFile
 */

/**
 * Makes node_modules agree with package-lock.json; does nothing when it already does.
 *
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
export async function installMissing(signal) {
  requireNode(process.versions.node);
  if (findMissing(root) === null) return;
  console.log('Installing the packages that Rollcall is built from …');
  // NODE_ENV=production and the like must not leave out the compiler and the embedded Postgres.
  const words = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const npm = process.env['npm_execpath'];
  const [program, ...args] =
    npm !== undefined && /npm-cli\.c?js$/.test(npm)
      ? [process.execPath, npm, ...words]
      : ['npm', ...words];
  await new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      ...(signal !== undefined && { signal }),
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(undefined);
      else reject(new Error('"npm ci" failed: its own words are above. Is the network there?'));
    });
  });
}

/** @param {string} version */
export function requireNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = NEEDED_NODE;
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  throw new Error(
    `Rollcall needs Node.js ${NEEDED_NODE.join('.')} or later, and this is ${version}: see https://nodejs.org`,
  );
}

/**
 * The first package that is not installed as package-lock.json wants it; null when all are.
 *
 * @param {string} folder
 * @returns {string | null}
 */
export function findMissing(folder) {
  const installedFile = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return 'everything';
  const installed = readLock(installedFile);
  for (const [path, wanted] of Object.entries(readLock(join(folder, 'package-lock.json')))) {
    // The workspaces themselves, and packages for other platforms.
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) continue;
    const found = installed[path];
    if (found === undefined && wanted.optional === true) continue;
    const agrees = found !== undefined && found.version === wanted.version;
    if (!agrees || !existsSync(join(folder, path))) return path;
  }
  return null;
}

/**
 * @param {string} path
 * @returns {Record<string, LockedPackage>}
 */
function readLock(path) {
  try {
    return /** @type {LockFile} */ (JSON.parse(readFileSync(path, 'utf8'))).packages;
  } catch {
    // What cannot be read is installed anew.
    return {};
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  installMissing().catch((/** @type {unknown} */ error) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}
