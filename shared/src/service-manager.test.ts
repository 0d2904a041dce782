import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { createServiceManager } from './service-manager.ts';

/** A `systemd-notify` that writes down what it is called with. */
async function notifier() {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-notify-'));
  const told = join(folder, 'told');
  await writeFile(told, '');
  const program = join(folder, 'systemd-notify');
  await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$NOTIFY_SOCKET $*" >>'${told}'\n`);
  await chmod(program, 0o755);
  return {
    env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, NOTIFY_SOCKET: '@here' },
    told: async () => (await readFile(told, 'utf8')).split('\n').filter((line) => line !== ''),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

const patience = { timeout: 20_000, interval: 20 };

it('tells that the service is ready, and which process it is', async () => {
  await using here = await notifier();
  createServiceManager(here.env).ready('watching 3 servers');
  await vi.waitFor(async () => {
    expect(await here.told()).toEqual([
      `@here --ready MAINPID=${process.pid} STATUS=watching 3 servers`,
    ]);
  }, patience);
});

it('feeds the watchdog while something moves, and not when it stands still', async () => {
  await using here = await notifier();
  const manager = createServiceManager({ ...here.env, WATCHDOG_USEC: '90000' });
  let moving = true;
  let asked = 0;
  const end = manager.watch(() => {
    asked += 1;
    return moving;
  });
  await vi.waitFor(async () => {
    expect((await here.told()).length).toBeGreaterThan(1);
  }, patience);
  moving = false;
  const askedBefore = asked;
  await vi.waitFor(() => {
    expect(asked).toBeGreaterThan(askedBefore + 3);
  }, patience);
  end();
  const told = await here.told();
  expect(new Set(told)).toEqual(new Set(['@here WATCHDOG=1']));
  expect(told.length).toBeLessThanOrEqual(askedBefore);
});

it('tells nothing where no service manager listens, and nothing of a watchdog that is not set', async () => {
  await using here = await notifier();
  const alone = createServiceManager({ PATH: here.env.PATH, WATCHDOG_USEC: '1000' });
  alone.ready('alone');
  alone.watch(() => true)();
  alone.stopping();
  const unwatched = createServiceManager(here.env);
  unwatched.watch(() => true)();
  unwatched.stopping();
  await vi.waitFor(async () => {
    expect(await here.told()).toEqual(['@here STOPPING=1']);
  }, patience);
});

it('survives that there is no systemd-notify', () => {
  expect(() => {
    createServiceManager({ PATH: '/nonexistent', NOTIFY_SOCKET: '@here' }).ready('well');
  }).not.toThrow();
});
