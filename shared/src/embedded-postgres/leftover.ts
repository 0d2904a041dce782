import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors.ts';

const FAST_STOP_MS = 15_000;
const IMMEDIATE_STOP_MS = 5_000;

/**
 * Ends a Postgres that still runs on this data folder because its starter was killed. A stale `postmaster.pid`, or one
 * whose number now belongs to another program, does no harm and is left to Postgres.
 *
 * @throws UserError when it does not end.
 */
export async function endLeftover(dataFolder: string): Promise<void> {
  const pid = readPostmasterPid(dataFolder);
  if (pid === null || !isPostmasterOf(pid, dataFolder)) return;
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
  if (pid === process.pid) return false;
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
