import { openDatabase, closeDatabase } from '@rollcall/shared';
import { expect, it, vi } from 'vitest';
import { freePort } from './free-port.ts';
import { rollcall, rollcallViewer, run, start } from './processes.ts';
import { postgresPrograms, startPrimary } from './standby.ts';
import { together } from './together.ts';

const bin = postgresPrograms();
if (bin === null) process.stderr.write('the standby test is skipped: no pg_basebackup here\n');

const patience = { timeout: 30_000, interval: 100 };

/** Every page, and everything that pages load. */
const PATHS = [
  ...['/servers', '/servers/live-state', '/servers/1', '/servers/1/live-state'],
  ...['/readyz', '/healthz'],
];

it.skipIf(bin === null)(
  'shows everything, and changes as they happen, from a standby and with a role that can only read',
  { timeout: 120_000 },
  async () => {
    await using cleanUp = together();
    const primary = cleanUp.use(await startPrimary(bin ?? ''));
    const migrated = await run(rollcall, ['migrate'], { DATABASE_URL: primary.primaryUrl });
    expect(migrated).toMatchObject({ code: 0 });
    const db = openDatabase({ url: primary.primaryUrl, applicationName: 'test', max: 1 });
    cleanUp.use({ [Symbol.asyncDispose]: () => closeDatabase(db) });
    await db.$client.unsafe(`
      create role page_reader login in role rollcall_reader;
      insert into servers (name, host, port) values ('first', '192.0.2.1', 27015);
      insert into collector_run (instance, started_at, heartbeat_at) values ('test', now(), now())`);
    const standby = await primary.follow();
    const port = await freePort();
    const viewer = cleanUp.use(
      start(rollcallViewer, [], {
        DATABASE_URL: `postgres://page_reader@127.0.0.1:${standby.port}/postgres`,
        VIEWER_PORT: String(port),
        LIVE_STATE_POLL_SECONDS: '3600',
      }),
    );
    await vi.waitFor(() => {
      expect(viewer.output()).toContain('the viewer is ready');
    }, patience);
    const url = `http://127.0.0.1:${port}`;
    for (const path of PATHS) expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);

    const events = await fetch(`${url}/servers/events`);
    const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
    let told = '';
    const listening = (async () => {
      while (!told.includes('event: change')) told += (await reader?.read())?.value ?? '';
    })();
    await vi.waitFor(async () => {
      // Again and again: the viewer's first look has nothing to compare with.
      await db.$client.unsafe(`
        update servers set name = 'second';
        update collector_run set batch = batch + 1`);
      expect(told).toContain('event: change');
    }, patience);
    await listening;
    await reader?.cancel();
    await vi.waitFor(async () => {
      expect(await (await fetch(`${url}/servers`)).text()).toContain('second');
    }, patience);
    expect(await viewer.stop()).toBe(0);
  },
);
