// The practice fleet of "npm start": simulated game servers, while the registry has no others.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepRunning, runChild } from './child.mjs';

const executable = fileURLToPath(
  new URL('../../collector/bin/rollcall-practice.js', import.meta.url),
);
/** What the practice fleet writes into its fleet file, and by which its servers are known again. */
const GROUP = 'Practice';

/**
 * Starts the practice fleet when it is registered, and registers it when no server is.
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
  if (servers.length > 0 && !servers.some(({ group }) => group === GROUP)) return false;
  const fleet = join(folder, 'practice-fleet.yaml');
  onStop(
    keepRunning({ ...rollcall, label: 'practice', executable, args: ['--fleet', fleet] }, fail),
  );
  // TODO wait for the file
  if (servers.length === 0) {
    await runChild({ ...command, args: ['servers', 'apply', fleet] }, signal);
  }
  return true;
}
