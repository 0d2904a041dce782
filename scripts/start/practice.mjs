// The practice fleet of "npm start": simulated game servers, until the operator has some.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { listenProblem } from './address.mjs';
import { keepRunning, runChild } from './child.mjs';

const executable = fileURLToPath(
  new URL('../../collector/bin/rollcall-practice.js', import.meta.url),
);
const HOST = '127.0.0.1';
/** The heading of its servers, by which they are known again. */
const GROUP = 'Practice';
const SERVERS = 8;
const FIRST_PORT_BASE = 27_115;
const READY_MS = 20_000;

/**
 * Starts the practice fleet if it is registered, and registers it if no server is. Servers of the operator's own are never
 * touched.
 *
 * @param {object} parts
 * @param {string} parts.folder
 * @param {Omit<import('./child.mjs').ChildCommand, 'args'>} parts.rollcall
 * @param {AbortSignal} parts.signal
 * @param {(stop: () => Promise<void>) => void} parts.onStop
 * @param {(error: Error) => void} parts.fail
 * @returns {Promise<boolean>} whether it runs
 */
export async function startPractice({ folder, rollcall, signal, onStop, fail }) {
  const command = { ...rollcall, label: 'servers' };
  const listed = await runChild({ ...command, args: ['servers', 'list', '--json'] }, signal);
  const servers = /** @type {{ group: string | null }[]} */ (JSON.parse(listed));
  const practising = servers.filter(({ group }) => group === GROUP);
  if (servers.length > 0 && practising.length === 0) return false;
  const file = join(folder, 'practice-fleet.yaml');
  const base = await choosePortBase(file);
  const args = ['--fleet', file, '--servers', String(SERVERS), '--port-base', String(base)];
  onStop(keepRunning({ ...rollcall, label: 'practice', executable, args }, fail));
  if (!(await untilWritten(file, base, signal))) {
    console.error('The practice fleet does not start: its log is practice.log');
    return false;
  }
  // A fleet file is all there is: whoever has added servers of their own must not lose them.
  if (practising.length === servers.length) {
    await runChild({ ...command, args: ['servers', 'apply', file] }, signal);
  }
  return true;
}

/**
 * The ports of the earlier start if they are free, else others.
 *
 * @param {string} file
 * @returns {Promise<number>}
 */
async function choosePortBase(file) {
  const kept = /address: .*:(\d+)/.exec(read(file))?.[1];
  let base = kept === undefined ? FIRST_PORT_BASE : Number(kept);
  for (let tries = 0; tries < 50 && !(await areFree(base)); tries += 1) {
    base = 20_000 + Math.floor(Math.random() * 10_000);
  }
  return base;
}

/** @param {number} base */
async function areFree(base) {
  for (let port = base; port < base + SERVERS; port += 1) {
    if ((await listenProblem(HOST, port)) !== null) return false;
  }
  return true;
}

/**
 * @param {string} file
 * @param {number} base
 * @param {AbortSignal} signal
 */
async function untilWritten(file, base, signal) {
  for (const until = Date.now() + READY_MS; Date.now() < until;) {
    if (read(file).includes(`:${base}\n`)) return true;
    await delay(50, undefined, { signal });
  }
  return false;
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
