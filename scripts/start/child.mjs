// The processes of "npm start": they end with it, and come back when they end on their own.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { createBoundedLog, diesWithParent } from '@rollcall/shared/embedded-postgres';
import { forPeople } from './log-lines.mjs';

const STOP_MS = 20_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** After this long alive, the next end is a new trouble and not the old one. */
const STEADY_MS = 60_000;
/** Wrong usage and wrong settings: another try would end the same way. */
const HOPELESS = [2, 78];

/**
 * @typedef {object} ChildCommand
 * @property {string} label how it is called in the terminal
 * @property {string} executable a JavaScript file
 * @property {readonly string[]} args
 * @property {NodeJS.ProcessEnv} env
 * @property {string} logFolder
 *
 * @typedef {object} Child
 * @property {Promise<Ending>} ended
 * @property {() => Promise<void>} stop resolves when the process is gone
 *
 * @typedef {{ code: number | null, words: string, output: string }} Ending
 */

/**
 * Starts an executable. It dies with this process, and Ctrl-C does not reach it: it is stopped in its turn.
 *
 * @param {ChildCommand} command
 * @returns {Child}
 */
function startChild({ label, executable, args, env, logFolder }) {
  const words = [...diesWithParent('TERM'), process.execPath, executable, ...args];
  const child = spawn(/** @type {string} */ (words[0]), words.slice(1), {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const log = createBoundedLog(join(logFolder, `${label}.log`));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
    output = `${output}${chunk}`.slice(-1_000_000);
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.write(`${line}\n`);
    const shown = forPeople(label, line);
    if (shown !== null) console.error(shown);
  });
  /** @type {Promise<Ending>} */
  const ended = new Promise((resolve) => {
    child.on('error', (error) => {
      if (child.pid !== undefined) return;
      resolve({ code: 1, words: error.message, output });
    });
    child.on('close', (code, signal) => {
      const how = signal === null ? `status ${String(code)}` : `signal ${signal}`;
      resolve({ code, words: how, output });
    });
  });
  return {
    ended,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/**
 * Runs an executable to its end; what it wrote to stdout.
 *
 * @param {ChildCommand} command
 * @param {AbortSignal} signal
 * @returns {Promise<string>}
 */
export async function runChild(command, signal) {
  const child = startChild(command);
  const stop = () => void child.stop();
  signal.addEventListener('abort', stop);
  const ending = await child.ended;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (ending.code === 0) return ending.output;
  throw new Error(`"rollcall ${command.args.join(' ')}" failed (${ending.words})`);
}

/**
 * Keeps an executable running: when it ends on its own, that is said and it is started again after a pause that grows.
 *
 * @param {ChildCommand} command
 * @param {(error: Error & { exitCode?: number }) => void} onHopeless
 * @returns {() => Promise<void>} what stops it for good
 */
export function keepRunning(command, onHopeless) {
  const stopping = new AbortController();
  let child = startChild(command);
  const watch = async () => {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const startedAt = Date.now();
      const { code, words } = await child.ended;
      if (stopping.signal.aborted) return;
      if (code !== null && HOPELESS.includes(code)) {
        onHopeless(
          Object.assign(new Error(`The ${command.label} cannot run.`), { exitCode: code }),
        );
        return;
      }
      if (Date.now() - startedAt > STEADY_MS) pauseMs = FIRST_PAUSE_MS;
      console.error(
        `The ${command.label} ended (${words}): starting it again in ${pauseMs / 1_000} s.`,
      );
      const goOn = await delay(pauseMs, true, { signal: stopping.signal }).catch(() => false);
      if (!goOn) return;
      child = startChild(command);
    }
  };
  const watched = watch();
  return async () => {
    stopping.abort();
    await child.stop();
    await watched;
  };
}
