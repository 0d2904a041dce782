import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import type { Account } from './account.ts';
import { createBoundedLog, type BoundedLog } from './bounded-log.ts';
import { asAccount, diesWithParent, postgresEnvironment } from './child.ts';

/** Recovery after a crash can take long; this long it never takes with our amount of data. */
const READY_MS = 60_000;
const STOP_MS = 20_000;
const READY = 'database system is ready to accept connections';
/** The port was taken meanwhile, or the last processes of a killed server are still ending: worth another try. */
const PASSING = /could not bind|pre-existing shared memory block/;

export interface ServerCommand {
  readonly binary: string;
  readonly data: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly account: Account | null;
  readonly logFile: string;
}

export interface RunningServer {
  /** Resolves when the process has ended, with the last lines it logged. */
  readonly ended: Promise<readonly string[]>;
  /** Fast shutdown: ends connections, writes what is due, resolves when the process has ended. */
  stop(): Promise<void>;
}

/** A server that did not come up, with its last lines. */
export class StartError extends UserError {
  /** True when another try, on another port, may work. */
  readonly passing: boolean;

  constructor(lastLines: readonly string[], why: string) {
    super(`Postgres did not start (${why}):\n${lastLines.map((line) => `  ${line}`).join('\n')}`);
    this.passing = PASSING.test(lastLines.join('\n'));
  }
}

/**
 * Starts Postgres and resolves when it accepts connections. It ends with this process, however that ends.
 *
 * @throws StartError when it ends early.
 */
export async function runServer(command: ServerCommand): Promise<RunningServer> {
  const settings = Object.entries(command.settings).flatMap(([key, value]) => [
    '-c',
    `${key}=${value}`,
  ]);
  const [program = '', ...words] = [
    ...diesWithParent('INT'),
    command.binary,
    ...['-D', command.data, '-p', String(command.port), ...settings],
  ];
  const child = spawn(program, words, {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: '/',
    env: postgresEnvironment(),
    // A group of its own: Ctrl-C in a terminal must not end it before those who write to it.
    detached: true,
    ...asAccount(command.account),
  });
  const log = createBoundedLog(command.logFile);
  const ended = endOf(child, log);
  const timer = new AbortController();
  try {
    const first = await Promise.race([
      readyLine(child, log),
      ended.then(() => 'it ended at once' as const),
      delay(READY_MS, 'it is not ready after a minute' as const, { signal: timer.signal }),
    ]);
    if (first !== 'ready') {
      child.kill('SIGINT');
      await ended;
      throw new StartError(log.lastLines(), first);
    }
  } finally {
    timer.abort();
  }
  return { ended, stop: () => stopServer(child, ended) };
}

function endOf(child: ChildProcess, log: BoundedLog): Promise<readonly string[]> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      log.write(`${error.message}\n`);
      if (child.pid === undefined) resolve(log.lastLines());
    });
    child.on('close', () => {
      resolve(log.lastLines());
    });
  });
}

function readyLine(child: ChildProcess, log: BoundedLog): Promise<'ready'> {
  return new Promise((resolve) => {
    if (child.stderr === null) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.write(`${line}\n`);
      if (line.includes(READY)) resolve('ready');
    });
  });
}

async function stopServer(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  child.kill('SIGINT');
  const late = delay(STOP_MS, true, { signal: timer.signal }).catch(() => false);
  const isLate = await Promise.race([ended.then(() => false), late]);
  timer.abort();
  // Without the last checkpoint the next start recovers: slower, nothing is lost.
  if (isLate) child.kill('SIGQUIT');
  await ended;
}
