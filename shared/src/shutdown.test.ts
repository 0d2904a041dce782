import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';

// What was built, in a process of its own: signals belong to a whole process.
const module = new URL('../dist/shutdown.js', import.meta.url).href;
const script = (after: string) => `
  import { onShutdown } from ${JSON.stringify(module)};
  const shutdown = onShutdown();
  const alive = setInterval(() => {}, 1000);
  process.stdout.write('ready\\n');
  const name = await shutdown.requested;
  process.stdout.write(name + ' ' + shutdown.signal.aborted + '\\n');
  ${after}`;

let child: ChildProcess;
afterEach(() => {
  child.kill('SIGKILL');
});

async function startScript(after: string) {
  const started = spawn(process.execPath, ['--input-type=module', '-e', script(after)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = started;
  started.stdout.setEncoding('utf8');
  const line = async () => String((await once(started.stdout, 'data'))[0]).trim();
  expect(await line()).toBe('ready');
  return { line, ended: once(started, 'exit') };
}

describe('onShutdown', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('turns %s into an abort', async (name) => {
    const { line, ended } = await startScript('clearInterval(alive);');
    child.kill(name);
    expect(await line()).toBe(`${name} true`);
    expect(await ended).toEqual([0, null]);
  });

  it('takes the Ctrl-C that npm passes on for the same one, and a later one for impatience', async () => {
    const { line, ended } = await startScript(`
      setTimeout(() => process.stdout.write('still here'), 1100);`);
    child.kill('SIGINT');
    expect(await line()).toBe('SIGINT true');
    child.kill('SIGINT');
    expect(await line()).toBe('still here');
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
  });
});
