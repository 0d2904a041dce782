// Before "npm pack" of a workspace: puts everything that it runs with beside it, in the versions of package-lock.json, so that the
// archive alone can be installed, without a registry. "--undo" after it. In the working folder itself, because npm packs nothing else.
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ link?: boolean, resolved?: string, dependencies?: Record<string, string> }} LockedPackage
 * @typedef {Record<string, LockedPackage>} Locked by path from the root
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const workspace = relative(root, process.cwd());
const manifestFile = join(root, workspace, 'package.json');
/** Names what was put there, for `--undo`. */
const listFile = join(root, workspace, 'node_modules', '.bundled.json');
const RUNS_OR_LICENSES = /\.(c|m)?js$|\.json$|\.wasm$|^(licen[cs]e|notice|copying)/i;
const NEVER_RUN = /^(node_modules|tests?|__tests__|bench(marks?)?|examples?)$/;
const BUNDLE_ALL = '  "bundleDependencies": true,\n';

if (process.argv.includes('--undo')) undo();
else bundle();

function bundle() {
  if (!existsSync(join(root, workspace, 'dist'))) {
    throw new Error(`${workspace} has not been built: run "npm run build" first`);
  }
  undo();
  /** @type {string[]} */
  const made = [];
  mkdirSync(dirname(listFile), { recursive: true });
  /** @param {string} from @param {string} to */
  const put = (from, to) => {
    const target = join(root, workspace, to);
    if (from === `${workspace}/${to}` || existsSync(target)) return;
    made.push(to);
    writeFileSync(listFile, JSON.stringify(made));
    if (from.startsWith('node_modules/') || from.includes('/node_modules/')) {
      copyProgram(join(root, from), target);
    } else {
      cpSync(join(root, from), target, { recursive: true });
    }
  };

  put('LICENSE', 'LICENSE');
  if (workspace === 'shared') put('drizzle', 'drizzle');
  for (const path of neededBy(workspace)) {
    if (path !== 'node_modules/@rollcall/shared') {
      put(path, path.replace(`${workspace}/`, ''));
      continue;
    }
    for (const part of ['package.json', 'dist']) put(`shared/${part}`, `${path}/${part}`);
    put('drizzle', `${path}/drizzle`);
  }
  const manifest = readFileSync(manifestFile, 'utf8');
  writeFileSync(manifestFile, manifest.replace('  "dependencies": {', `${BUNDLE_ALL}$&`));
}

/**
 * Copies what of somebody's package runs, and its licence; not what compilers, debuggers and readers need. What lies in its
 * node_modules is asked for by itself, if at all.
 *
 * @param {string} from
 * @param {string} to
 */
function copyProgram(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const { name } = entry;
    if (entry.isDirectory()) {
      if (!NEVER_RUN.test(name)) copyProgram(join(from, name), join(to, name));
      continue;
    }
    // Our modules are ES modules: the same for require() is never asked for.
    const isTwin = name.endsWith('.cjs') && existsSync(join(from, name.replace(/cjs$/, 'js')));
    if (!isTwin && RUNS_OR_LICENSES.test(name)) copyFileSync(join(from, name), join(to, name));
  }
}

function undo() {
  const manifest = readFileSync(manifestFile, 'utf8');
  if (manifest.includes(BUNDLE_ALL)) writeFileSync(manifestFile, manifest.replace(BUNDLE_ALL, ''));
  if (!existsSync(listFile)) return;
  const made = /** @type {string[]} */ (JSON.parse(readFileSync(listFile, 'utf8')));
  for (const path of made) rmSync(join(root, workspace, path), { recursive: true, force: true });
  rmSync(listFile);
  for (const path of made) removeEmpty(dirname(join(root, workspace, path)));
}

/** @param {string} folder */
function removeEmpty(folder) {
  if (folder === dirname(manifestFile)) return;
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
  removeEmpty(dirname(folder));
}

/**
 * @param {string} start a workspace
 * @returns {Set<string>} where the packages lie that it needs, and that those need
 */
function neededBy(start) {
  const { packages } = /** @type {{ packages: Locked }} */ (
    JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  );
  /** @type {Set<string>} */
  const found = new Set();
  const waiting = [start];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const { link, resolved = '' } = packages[path] ?? {};
    const home = link === true ? resolved : path;
    for (const name of Object.keys(packages[home]?.dependencies ?? {})) {
      const dependency = locate(packages, home, name);
      if (found.has(dependency)) continue;
      found.add(dependency);
      waiting.push(dependency);
    }
  }
  return found;
}

/**
 * Where Node.js finds a package, seen from another one.
 *
 * @param {Locked} packages
 * @param {string} from
 * @param {string} name
 * @returns {string}
 */
function locate(packages, from, name) {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder === '.' ? '' : folder, 'node_modules', name);
    if (path in packages) return path;
    if (folder === '.') throw new Error(`package-lock.json has no ${name} for ${from}`);
  }
}
