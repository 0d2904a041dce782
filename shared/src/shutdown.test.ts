import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';

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
  let said = '';
  started.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const says = (all: string) =>
    vi.waitFor(() => {
      expect(said).toBe(all);
    }, 20_000);
  const ended = once(started, 'exit');
  await says('ready\n');
  return { says, ended };
}

describe('onShutdown', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('turns %s into an abort', async (name) => {
    const { says, ended } = await startScript('clearInterval(alive);');
    child.kill(name);
    await says(`ready\n${name} true\n`);
    expect(await ended).toEqual([0, null]);
  });

  it('takes the Ctrl-C that npm passes on for the same one, and a later one for impatience', async () => {
    // It sends itself the one that npm passes on: from here it might come too late for that.
    const { says, ended } = await startScript(`
      setTimeout(() => process.stdout.write('still here'), 1100);
      process.kill(process.pid, 'SIGINT');`);
    child.kill('SIGINT');
    await says('ready\nSIGINT true\nstill here');
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
  });
});
