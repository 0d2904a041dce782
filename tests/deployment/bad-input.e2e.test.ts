import {
  createEmptyDatabase,
  createTestDatabase,
  type TestDatabase,
} from '@rollcall/shared/testing';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.ts';
import { together } from '../together.ts';
import { bootMachine, noMachine, type Machine } from './machine.ts';
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
} from './services.ts';

const reason = noMachine();
if (reason !== null) process.stderr.write(`bad input is not tried under systemd: ${reason}\n`);

const COLLECTOR = 'rollcall-collector';
const VIEWER = 'rollcall-viewer';
const KEY = 'a key that only this test knows';

describe.skipIf(reason !== null)('under systemd', { timeout: 3 * PATIENCE_MS }, () => {
  const cleanUp = together();
  let machine: Machine;
  let test: TestDatabase;
  let url: string;
  let settings: string;

  const secrets = (collectorUrl: string, viewerUrl = collectorUrl) =>
    writeSecrets(machine, { collectorUrl, viewerUrl, key: KEY });
  /** Neither gives up nor hammers: it waits for its next start, and said why. */
  const triesAgain = async (unit: string, line: RegExp) => {
    await machine.run('systemctl', 'start', unit);
    await says(machine, unit, line);
    await becomes(machine, unit, 'SubState', 'auto-restart');
    expect(await show(machine, unit, 'ExecMainStatus')).toBe('1');
  };

  beforeAll(async () => {
    const prefix = await installedPrefix();
    machine = cleanUp.use(await bootMachine(prefix.folder));
    test = cleanUp.use(await createTestDatabase());
    ({ url } = await installUnits(machine, prefix));
    settings = `COLLECTOR_PORT=${await freePort()}\n`;
  }, 5 * PATIENCE_MS);

  beforeEach(async () => {
    await machine.run('systemctl', 'stop', `${VIEWER}.socket`, COLLECTOR, VIEWER);
    await machine.run('systemctl', 'reset-failed');
    await machine.must('journalctl', '--rotate', '--vacuum-time=1us');
    await machine.write('etc/rollcall/collector.env', settings);
    await machine.write('etc/rollcall/viewer.env', '');
    await secrets(test.url, test.readerUrl);
  });

  afterAll(() => cleanUp[Symbol.asyncDispose]());

  it('nothing is started without a secret, and the journal says that something is missing', async () => {
    await rm(join(machine.root, 'etc/rollcall/secret_key'));
    expect((await machine.run('systemctl', 'start', COLLECTOR)).code).not.toBe(0);
    await says(machine, COLLECTOR, /Starting requested but asserts failed/);
    expect(await show(machine, COLLECTOR, 'SubState')).toBe('dead');
  });

  it('settings that cannot work are named without their values, and not tried again', async () => {
    await machine.write('etc/rollcall/collector.env', 'LIVE_STATE_POLL_SECONDS=often\n');
    await machine.run('systemctl', 'start', COLLECTOR);
    await becomes(machine, COLLECTOR, 'ActiveState', 'failed');
    expect(await show(machine, COLLECTOR, 'ExecMainStatus')).toBe('78');
    expect(await show(machine, COLLECTOR, 'NRestarts')).toBe('0');
    const errors = await journal(machine, COLLECTOR, '--priority=3');
    expect(errors).toMatch(/LIVE_STATE_POLL_SECONDS is not a number/);
    expect(errors).not.toContain('often');
  });

  it('visitors who wait for a viewer with wrong settings do not start it for ever', async () => {
    await machine.write('etc/rollcall/viewer.env', 'VIEWER_TIME_ZONE=Nowhere\n');
    // Five starts within the 10 s of the unit may be too many for a machine with other things to do.
    await dropIn(machine, VIEWER, '[Unit]\nStartLimitIntervalSec=300\n');
    await machine.must('systemctl', 'start', `${VIEWER}.socket`);
    await expect(fetch(url)).rejects.toThrow();
    await becomes(machine, `${VIEWER}.socket`, 'ActiveState', 'failed');
    const lines = await journal(machine, VIEWER, '--grep=VIEWER_TIME_ZONE');
    expect(lines.trim().split('\n').length).toBeLessThanOrEqual(5);
    await machine.write('etc/rollcall/viewer.env', '');
    await dropIn(machine, VIEWER, '');
    await machine.must('systemctl', 'reset-failed', VIEWER, `${VIEWER}.socket`);
    await machine.must('systemctl', 'start', VIEWER);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('a database that is down is waited for, and pages say so', async () => {
    await secrets(`postgres://nobody@127.0.0.1:${await freePort()}/nothing`);
    await machine.must('systemctl', 'start', COLLECTOR, VIEWER);
    await says(machine, COLLECTOR, /ECONNREFUSED.*cannot be used yet: waiting/);
    await says(machine, VIEWER, /ECONNREFUSED.*pages say so until it can/);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/servers`)).status).toBe(503);
    for (const unit of [COLLECTOR, VIEWER]) {
      expect(await show(machine, unit, 'SubState')).toBe('running');
      expect(await show(machine, unit, 'NRestarts')).toBe('0');
    }
  });

  it('a schema that is older is refused with what to do, until it was migrated', async () => {
    await using empty = await createEmptyDatabase();
    await secrets(empty.url);
    for (const unit of [COLLECTOR, VIEWER]) await triesAgain(unit, /run "rollcall migrate" first/);
    const file = 'DATABASE_URL_FILE=/etc/rollcall/collector.database_url';
    await machine.must('env', file, 'rollcall', 'migrate');
    for (const unit of [COLLECTOR, VIEWER]) await becomes(machine, unit, 'SubState', 'running');
    await machine.must('systemctl', 'stop', `${VIEWER}.socket`, COLLECTOR, VIEWER);
  });

  it('a schema that is newer is refused with what to do', async () => {
    await test.db.$client`
      insert into drizzle.__drizzle_migrations (hash, created_at) values ('of tomorrow', 9e15)`;
    for (const unit of [COLLECTOR, VIEWER]) {
      await triesAgain(unit, /newer than this version of Rollcall: update Rollcall/);
    }
    await test.db.$client`delete from drizzle.__drizzle_migrations where hash = 'of tomorrow'`;
  });
});
