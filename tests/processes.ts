import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
export const rollcall = `${root}collector/bin/rollcall.js`;
export const rollcallViewer = `${root}viewer/bin/rollcall-viewer.js`;
export const rollcallPractice = `${root}collector/bin/rollcall-practice.js`;

export interface Running extends AsyncDisposable {
  readonly child: ChildProcess;
  /** Everything it wrote to stdout and stderr so far. */
  readonly output: () => string;
  /** Sends the signal and resolves with the exit status, null if a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts one of Rollcall's executables as an operator would; it is killed when disposed. `within` is a command that runs another one. */
export function start(
  executable: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  within: readonly string[] = [],
): Running {
  const [command = process.execPath, ...rest] = [...within, process.execPath, executable, ...args];
  const child = spawn(command, rest, {
    env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => chunks.push(chunk));
  }
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const [code] = await exited;
    return code;
  };
  return {
    child,
    output: () => chunks.join(''),
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop('SIGKILL');
    },
  };
}

/** Runs an executable to its end. */
export async function run(
  executable: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly output: string }> {
  await using running = start(executable, args, env);
  const [code] = (await once(running.child, 'close')) as [number | null];
  return { code, output: running.output() };
}
