// npm start: installs what is missing, builds, and runs Postgres, collector and viewer until Ctrl-C.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installMissing } from './install-missing.mjs';
import { requireFreePort, viewerAddress } from './start/address.mjs';
import { takeLock } from './start/lock.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** npm passes on a signal that the terminal has already sent to everybody: within this time it is the same Ctrl-C. */
const SAME_SIGNAL_MS = 1_000;
const PARENT_CHECK_MS = 500;

const stopping = new AbortController();
const { signal } = stopping;
/** @type {(() => void | Promise<void>)[]} */
const stops = [];
/** @type {unknown} */
let failure;

/** @param {unknown} error */
function fail(error) {
  if (signal.aborted) return;
  failure = error;
  stopping.abort(error);
}

function stopOnSignals() {
  let firstAt = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => {
      // The children end with us.
      if (signal.aborted && Date.now() - firstAt > SAME_SIGNAL_MS) process.exit(130);
      if (signal.aborted) return;
      firstAt = Date.now();
      console.log('Stopping …');
      stopping.abort(new Error(`stopped by ${name}`));
    });
  }
  // A terminal that is gone takes no more words.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** npm killed with -9 tells nobody; its child gets another parent. */
function stopWithNpm() {
  if (process.env['npm_lifecycle_event'] !== 'start') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) stopping.abort(new Error('npm is gone'));
  }, PARENT_CHECK_MS);
  timer.unref();
}

async function build() {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await new Promise((done, failed) => {
    const child = spawn(process.execPath, [compiler, '-b', 'tsconfig.build.json'], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      signal,
    });
    child.on('error', failed);
    child.on('close', (code) => {
      if (code === 0) done(undefined);
      else failed(new Error('Rollcall could not be built: the compiler says why above.'));
    });
  });
}

/** @param {string} folder */
function makeFolder(folder) {
  if (existsSync(folder)) {
    requireOurs(folder);
    return;
  }
  mkdirSync(folder, { recursive: true });
  // Postgres' user passes through it; what is secret in it is a file with mode 0600.
  chmodSync(folder, 0o755);
}

/**
 * What root has kept cannot be continued by somebody else.
 *
 * @param {string} folder
 */
function requireOurs(folder) {
  const uid = process.getuid?.() ?? 0;
  const foreign = [folder, ...readdirSync(folder).map((name) => join(folder, name))].find(
    (path) => uid !== 0 && (statSync(path, { throwIfNoEntry: false })?.uid ?? uid) !== uid,
  );
  if (foreign === undefined) return;
  throw new Error(
    `${foreign} belongs to another user: start Rollcall as before (as root, if it was root), or move ${folder} away`,
  );
}

async function main() {
  const { values } = parseArgs({ options: { data: { type: 'string' } } });
  const folder = values.data === undefined ? join(root, '.rollcall') : resolve(values.data);
  makeFolder(folder);
  stops.push(await takeLock(folder));
  const address = viewerAddress(process.env);
  await requireFreePort(address, signal);
  await installMissing(signal);
  await build();
  const { launchEverything } = await import('./start/launch.mjs');
  const onStop = (/** @type {() => Promise<void>} */ stop) => {
    stops.push(stop);
  };
  await launchEverything({ folder, address, signal, onStop, fail });
  await new Promise((done) => {
    if (signal.aborted) done(undefined);
    signal.addEventListener('abort', done);
  });
}

stopOnSignals();
stopWithNpm();
const beingAlive = setInterval(() => undefined, 60_000);
try {
  await main();
} catch (error) {
  fail(error);
}
for (const stop of stops.reverse()) {
  try {
    await stop();
  } catch (error) {
    failure ??= error;
  }
}
clearInterval(beingAlive);
if (failure !== undefined) {
  console.error(failure instanceof Error ? failure.message : failure);
  const code = failure instanceof Error && 'exitCode' in failure ? Number(failure.exitCode) : 1;
  process.exitCode = code;
}
