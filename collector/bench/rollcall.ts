import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** From `dist/collector/bench`, where this is when it runs. */
const EXECUTABLE = fileURLToPath(new URL('../../../../bin/rollcall.js', import.meta.url));

type Environment = Readonly<Record<string, string>>;

export interface RunningCollector extends AsyncDisposable {
  readonly pid: number;
  /** The end of its log. */
  log(): string;
  /** Asks it to stop; resolves with its exit status. */
  stop(): Promise<number | null>;
}

/** Runs a command of Rollcall's to its end. */
export async function runRollcall(args: readonly string[], env: Environment): Promise<void> {
  const { child, log } = launch([], args, env);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`rollcall ${args.join(' ')} failed:\n${log()}`);
}

/** Starts the collector itself. */
export function startCollector(env: Environment, nodeOptions: readonly string[]): RunningCollector {
  const { child, log } = launch(nodeOptions, ['run'], env);
  const { pid } = child;
  if (pid === undefined) throw new Error('the collector cannot be started');
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const [code] = await exited;
    return code;
  };
  return {
    pid,
    log,
    stop: () => end('SIGTERM'),
    async [Symbol.asyncDispose]() {
      await end('SIGKILL');
    },
  };
}

function launch(
  nodeOptions: readonly string[],
  args: readonly string[],
  env: Environment,
): { readonly child: ChildProcess; readonly log: () => string } {
  const child = spawn(process.execPath, [...nodeOptions, EXECUTABLE, ...args], {
    env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      tail = (tail + chunk).slice(-20_000);
    });
  }
  return { child, log: () => tail };
}
