import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectorThatCanHang } from './hung-collector.ts';
import { bootMachine, noMachine, type Machine } from './machine.ts';
import { blocksUnder } from './operator.ts';
import { installedPrefix } from './prefix.ts';
import {
  becomes,
  dropIn,
  installUnits,
  journal,
  PATIENCE_MS,
  says,
  show,
  writeSecrets,
  type Unit,
} from './services.ts';

const reason = noMachine();
if (reason !== null) process.stderr.write(`the units are not tried by systemd: ${reason}\n`);

const KEY = 'a key that only this test knows, and systemd hands on';
const STEAM_KEY = '0123456789ABCDEF0123456789ABCDEF';
const UNITS: readonly Unit[] = ['rollcall-collector', 'rollcall-viewer'];
const SOCKET = 'rollcall-viewer.socket';

describe.skipIf(reason !== null)('under systemd', { timeout: 3 * PATIENCE_MS }, () => {
  let machine: Machine;
  let test: TestDatabase;
  let url: string;

  const status = async (path: string) => (await fetch(url + path)).status;
  const heartbeats = async () => {
    const [row] = await test.db.$client<{ count: number }[]>`
      select count(*)::int as count from collector_run where heartbeat_at > started_at`;
    return row?.count ?? 0;
  };

  beforeAll(async () => {
    const prefix = await installedPrefix();
    machine = await bootMachine(prefix.folder);
    test = await createTestDatabase();
    ({ url } = await installUnits(machine, prefix));
    await writeSecrets(machine, { collectorUrl: test.url, viewerUrl: test.readerUrl, key: KEY });
  }, 5 * PATIENCE_MS);

  afterAll(async () => {
    await machine[Symbol.asyncDispose]();
    await test[Symbol.asyncDispose]();
  });

  it('the files are without a complaint, and exposure is low', async () => {
    const files = [...UNITS.map((unit) => `${unit}.service`), SOCKET];
    const verified = await machine.run('systemd-analyze', '--man=no', 'verify', ...files);
    expect(verified).toEqual({ code: 0, output: '' });
    for (const unit of UNITS) {
      const wanted = ['--no-pager', '--threshold=15', `${unit}.service`];
      const { code, output } = await machine.run('systemd-analyze', 'security', ...wanted);
      expect([code, output]).toEqual([0, expect.stringContaining('Overall exposure level')]);
    }
  });

  it('both start, tell when they are ready, and read their secrets', async () => {
    const [, steam] = blocksUnder('Secrets', 'ini');
    await machine.write('etc/rollcall/steam_web_api_key', `${STEAM_KEY}\n`, 0o600);
    await dropIn(machine, 'rollcall-collector', steam ?? '');
    await machine.must('systemctl', 'start', ...UNITS);
    await says(machine, 'rollcall-collector', /"collector started"/);
    // It reads that key as well, or would say that there is none.
    expect(await journal(machine, 'rollcall-collector')).not.toContain('STEAM_WEB_API_KEY');
    expect(await show(machine, 'rollcall-collector', 'StatusText')).toBe(
      'watching the game servers',
    );
    expect(await show(machine, 'rollcall-viewer', 'StatusText')).toBe(`serving ${url}`);
    expect(await status('/readyz')).toBe(200);
    await expect.poll(heartbeats, { timeout: PATIENCE_MS }).toBe(1);
    for (const unit of UNITS) {
      const pid = await show(machine, unit, 'MainPID');
      const environment = await machine.must('cat', `/proc/${pid}/environ`);
      expect(environment).toContain('DATABASE_URL_FILE=/run/credentials/');
      for (const secret of [KEY, STEAM_KEY, test.url, test.readerUrl]) {
        expect(environment).not.toContain(secret);
      }
    }
    await dropIn(machine, 'rollcall-collector', '');
  });

  it('neither can write anywhere but to a /tmp of its own', async () => {
    const probe = `
      const places = ['/etc', '/usr', '/usr/lib', '/var', '/var/lib', '/var/tmp', '/home', '/root', '/srv', '/opt', '/dev', '/run', '/tmp'];
      const free = places.filter((place) => {
        try { require('fs').writeFileSync(place + '/rollcall-probe', 'x'); return true; } catch { return false; }
      });
      console.log('uid is ' + (process.getuid() > 0 ? 'not root' : 'root') + ', writes to ' + free.join(' '));`;
    await machine.write('etc/probe.cjs', probe);
    for (const unit of UNITS) {
      await dropIn(machine, unit, '[Service]\nExecStartPre=/usr/bin/env node /etc/probe.cjs\n');
      await machine.must('systemctl', 'restart', unit);
      expect(await journal(machine, unit)).toMatch(
        /^uid is not root, writes to (\/dev )?(\/var\/tmp )?\/tmp$/m,
      );
      await dropIn(machine, unit, '');
    }
    expect((await machine.run('ls', '/tmp/rollcall-probe')).code).not.toBe(0);
  });

  it('each line in the journal is as grave as in the log', async () => {
    const ready = await journal(machine, 'rollcall-viewer', '--priority=6..6');
    expect(ready).toContain('the viewer is ready');
    expect(await journal(machine, 'rollcall-viewer', '--priority=5')).not.toContain('is ready');
  });

  it('both are started again after SIGKILL', async () => {
    const before = await heartbeats();
    await machine.must('systemctl', 'kill', '--signal=KILL', ...UNITS);
    for (const unit of UNITS) await becomes(machine, unit, 'NRestarts', '1');
    for (const unit of UNITS) await becomes(machine, unit, 'SubState', 'running');
    expect(await status('/readyz')).toBe(200);
    await expect.poll(heartbeats, { timeout: PATIENCE_MS }).toBe(before + 1);
  });

  it('both are started again when they hang, and by nothing but the watchdog', async () => {
    const watchdog = '[Service]\nWatchdogSec=15\nRestartSec=1\n';
    for (const unit of UNITS) {
      await dropIn(machine, unit, watchdog);
      await machine.must('systemctl', 'restart', unit);
    }
    // Meanwhile a third one, whose event loop turns while its poll loop stands still.
    const hung = await collectorThatCanHang(machine, watchdog);
    await machine.must('systemctl', 'kill', '--kill-who=main', '--signal=STOP', ...UNITS);
    await hung.hang();
    // It lives and answers, and nothing has ended it yet.
    await expect
      .poll(hung.health, { timeout: PATIENCE_MS })
      .toMatch(/the poll loop last went round/);
    for (const unit of [...UNITS, hung.unit]) {
      await says(machine, unit, /Watchdog timeout/);
      await becomes(machine, unit, 'NRestarts', /[1-9]/);
    }
    await hung.recover();
    await expect.poll(hung.health, { timeout: PATIENCE_MS }).toBe('ok\n');
    await machine.must('systemctl', 'stop', hung.unit);
    for (const unit of UNITS) await dropIn(machine, unit, '');
    await machine.must('systemctl', 'restart', ...UNITS);
    expect(await status('/readyz')).toBe(200);
  });

  it('both stop in order, without being forced', async () => {
    await machine.must('systemctl', 'stop', SOCKET, ...UNITS);
    for (const unit of UNITS) {
      expect(await show(machine, unit, 'ActiveState')).toBe('inactive');
      expect(await show(machine, unit, 'Result')).toBe('success');
      expect(await show(machine, unit, 'ExecMainStatus')).toBe('0');
    }
    // Earlier runs may be open: those that SIGKILL and the watchdog ended could not say that they stop.
    const [last] = await test.db.$client`
      select stopped_at is not null as stopped from collector_run order by started_at desc limit 1`;
    expect(last).toEqual({ stopped: true });
    await expect(fetch(url)).rejects.toThrow();
  });
});
