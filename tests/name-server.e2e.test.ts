import { createTestDatabase } from '@rollcall/shared/testing';
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { expectStop } from './faults/stop.ts';
import { rollcall, start } from './processes.ts';
import { together } from './together.ts';

const ADDRESS = '127.0.0.153';
const patience = { timeout: 20_000, interval: 20 };

const canBind = spawnSync('unshare', [
  '--mount',
  'mount',
  '--bind',
  '/etc/resolv.conf',
  '/etc/resolv.conf',
]);
if (canBind.status !== 0)
  process.stderr.write('the test of a silent name server is skipped: no unshare, or not root\n');

/** Takes every question, and answers none. */
async function silentNameServer() {
  const socket = createSocket('udp4');
  const names: string[] = [];
  socket.on('message', (question) => names.push(question.toString('latin1')));
  socket.bind(53, ADDRESS);
  await once(socket, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-names-'));
  const file = join(folder, 'resolv.conf');
  await writeFile(file, `nameserver ${ADDRESS}\n`);
  return {
    asked: () => names.length,
    /** Runs a command for which this is the name server of the machine. */
    within: [
      'unshare',
      '--mount',
      'sh',
      '-c',
      `mount --bind '${file}' /etc/resolv.conf && exec "$@"`,
      'sh',
    ],
    async [Symbol.asyncDispose]() {
      socket.close();
      await rm(folder, { recursive: true });
    },
  };
}

it.skipIf(canBind.status !== 0)(
  'stops in time while the name server of the machine is silent',
  async () => {
    await using test = await createTestDatabase();
    await using open = together();
    const names = open.use(await silentNameServer());
    await test.db.$client`
    with added as (
      insert into servers (name, host, port)
      select 'server ' || n, 'game' || n || '.example.org', 27015 from generate_series(1, 8) as n returning id)
    insert into server_credentials select id, 'secret' from added`;
    const collector = open.use(start(rollcall, ['run'], { DATABASE_URL: test.url }, names.within));
    await vi.waitFor(() => {
      expect(names.asked(), collector.output()).toBeGreaterThan(0);
    }, patience);
    await expectStop(collector);
  },
);
