// Starts what "npm start" is made of, once everything is built. No logic of the product: only the same executables that
// production runs, in order.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { untilItAnswers } from './address.mjs';
import { keepRunning, runChild } from './child.mjs';
import { openDatabaseServer, viewerUrl } from './database.mjs';
import { startPractice } from './practice.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

const SECRETS_OF_THE_COLLECTOR = [
  'STEAM_WEB_API_KEY',
  'ROLLCALL_SECRET_KEY',
  'ROLLCALL_SECRET_KEY_PREVIOUS',
].flatMap((key) => [key, `${key}_FILE`]);

/**
 * @typedef {object} Launch
 * @property {string} folder where everything is kept
 * @property {{ url: string }} address of the viewer
 * @property {AbortSignal} signal aborts when all shall stop
 * @property {(stop: () => Promise<void>) => void} onStop what is started says how it is stopped; in reverse order
 * @property {(error: Error) => void} fail stops everything with these words
 */

/** @param {Launch} launch */
export async function launchEverything({ folder, address, signal, onStop, fail }) {
  const database = await openDatabaseServer(folder, process.env);
  let stopping = false;
  onStop(() => {
    stopping = true;
    return database.stop();
  });
  void database.ended.then((lastLines) => {
    if (!stopping) fail(new Error(`Postgres ended on its own:\n${lastLines.join('\n')}`));
  });
  signal.throwIfAborted();

  /** @param {string} url */
  const environment = (url) => {
    const env = { ...process.env, DATABASE_URL: url };
    return without(env, ['DATABASE_URL_FILE']);
  };
  const rollcall = {
    label: 'collector',
    executable: join(root, 'collector', 'bin', 'rollcall.js'),
    env: environment(database.url),
    logFolder: folder,
  };
  await runChild({ ...rollcall, label: 'migrate', args: ['migrate'] }, signal);
  const readOnlyUrl = await viewerUrl(database, folder);
  signal.throwIfAborted();

  const practice = await startPractice({ folder, rollcall, signal, onStop, fail });
  onStop(keepRunning({ ...rollcall, args: ['run'] }, fail));
  const viewer = {
    label: 'viewer',
    executable: join(root, 'viewer', 'bin', 'rollcall-viewer.js'),
    args: [],
    env: without(environment(readOnlyUrl), SECRETS_OF_THE_COLLECTOR),
    logFolder: folder,
  };
  onStop(keepRunning(viewer, fail));
  await untilItAnswers(address.url, signal);

  console.log(`\n  Rollcall is at ${address.url}\n`);
  if (practice) {
    console.log(
      '  The servers in the group Practice are simulated: remove them when you have your own.',
    );
  }
  if (database.embedded) {
    console.log(
      `  For other commands:  export DATABASE_URL_FILE='${join(folder, 'database-url')}'`,
    );
  }
  console.log('  Ctrl-C stops everything.\n');
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} keys
 * @returns {NodeJS.ProcessEnv}
 */
function without(env, keys) {
  return Object.fromEntries(Object.entries(env).filter(([key]) => !keys.includes(key)));
}
