import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors.ts';

const FAST_STOP_MS = 15_000;
const IMMEDIATE_STOP_MS = 5_000;

/** No system gives this number to a process. */
const NOBODYS_PID = 2_147_483_646;

/**
 * Ends a Postgres that still runs on this data folder because its starter was killed. A `postmaster.pid` whose number now
 * belongs to another program must not keep Postgres from starting.
 *
 * @throws UserError when it does not end.
 */
export async function endLeftover(dataFolder: string): Promise<void> {
  const pid = readPostmasterPid(dataFolder);
  if (pid === null || !isAlive(pid)) return;
  if (!isPostmasterOf(pid, dataFolder)) {
    disown(dataFolder);
    return;
  }
  for (const [signal, waitMs] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
  ] as const) {
    process.kill(pid, signal);
    if (await endedWithin(pid, waitMs)) return;
  }
  throw new UserError(
    `an earlier Postgres (process ${pid}) still runs on ${dataFolder} and does not stop: end it, then try again`,
  );
}

/** Only the number goes: Postgres still checks by the rest of the file that nobody uses its shared memory. */
function disown(dataFolder: string): void {
  const path = join(dataFolder, 'postmaster.pid');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^\d+/, String(NOBODYS_PID)));
}

function readPostmasterPid(dataFolder: string): number | null {
  try {
    const [line] = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(line);
    return Number.isSafeInteger(pid) && pid > 1 ? pid : null;
  } catch {
    return null;
  }
}

function isPostmasterOf(pid: number, dataFolder: string): boolean {
  try {
    // A postmaster's working folder is its data folder.
    if (process.platform === 'linux') {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataFolder);
    }
    const command = execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], {
      encoding: 'utf8',
    });
    return command.includes('postgres') && command.includes(dataFolder);
  } catch {
    return false;
  }
}

async function endedWithin(pid: number, waitMs: number): Promise<boolean> {
  const until = Date.now() + waitMs;
  while (Date.now() < until) {
    if (!isAlive(pid)) return true;
    await delay(50);
  }
  return !isAlive(pid);
}

/** Whether a process with this number runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
