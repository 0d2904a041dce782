import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../src/testing/gate.ts';

/** From `dist/viewer/bench`, where this is when it runs. */
const EXECUTABLE = fileURLToPath(new URL('../../../../bin/rollcall-viewer.js', import.meta.url));
const READY_WITHIN_MS = 20_000;

/** A server in a process of its own. */
export interface ServerProcess extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  /** The end of what it said. */
  log(): string;
}

/** The real viewer, with its settings as they come. */
export async function startViewerProcess(
  databaseUrl: string,
  nodeOptions: readonly string[] = [],
): Promise<ServerProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [...nodeOptions, EXECUTABLE], {
    env: {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: databaseUrl,
      VIEWER_PORT: String(port),
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      tail = (tail + text).slice(-10_000);
    });
  }
  const server = asServer(child, port, () => tail);
  const endMs = performance.now() + READY_WITHIN_MS;
  while (!(await isReady(port))) {
    if (performance.now() > endMs) {
      await server[Symbol.asyncDispose]();
      throw new Error(`the viewer does not get ready:\n${tail}`);
    }
    await delay(50);
  }
  return server;
}

/** A server that says hello. */
export async function startHello(): Promise<ServerProcess> {
  const child = fork(fileURLToPath(new URL('./hello.js', import.meta.url)));
  const [port] = (await once(child, 'message')) as [number];
  return asServer(child, port, () => '');
}

function asServer(child: ChildProcess, port: number, log: () => string): ServerProcess {
  const { pid } = child;
  if (pid === undefined) throw new Error('a server cannot be started');
  return {
    pid,
    port,
    log,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}
