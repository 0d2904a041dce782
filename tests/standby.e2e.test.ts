import { openDatabase, closeDatabase } from '@rollcall/shared';
import { expect, it, vi } from 'vitest';
import { seedBusyHistory } from '../viewer/src/testing/busy-history.ts';
import { freePort } from './free-port.ts';
import { rollcall, rollcallViewer, run, start } from './processes.ts';
import { postgresPrograms, startPrimary } from './standby.ts';
import { together } from './together.ts';

const bin = postgresPrograms();
if (bin === null) process.stderr.write('the standby test is skipped: no pg_basebackup here\n');

const patience = { timeout: 30_000, interval: 100 };

const SECTIONS = 'live-state history recent outages week maps top visitors'.split(' ');
const hourAgo = () => new Date(Date.now() - 3_600_000).toISOString();

/** Every page with its sections, feeds, pictures and metrics; what `/api/v1` has is asked for. */
function pagePaths(server: number, player: bigint): readonly string[] {
  return [
    ...['/servers', '/servers?q=s&sort=players', '/servers/live-state', '/players', '/players?q=a'],
    ...['', '?range=7d', '?range=30d', `?at=${hourAgo()}`].map(
      (query) => `/servers/${server}${query}`,
    ),
    ...SECTIONS.map((part) => `/servers/${server}/${part}`),
    ...['badge.svg', 'uptime.svg', 'sparkline.svg', 'feed.atom'].map(
      (file) => `/servers/${server}/${file}`,
    ),
    ...[`/players/${player}`, '/api', '/api/v1/openapi.json', '/feed.atom', '/metrics'],
    ...['/readyz', '/healthz'],
  ];
}

interface Described {
  readonly paths: Readonly<Record<string, { readonly get: unknown }>>;
}

/** Every question that the viewer says it answers, and its table as CSV. */
async function dataPaths(url: string, server: number, player: bigint): Promise<readonly string[]> {
  const document = await (await fetch(`${url}/api/v1/openapi.json`)).json();
  const { paths } = document as Described;
  return Object.entries(paths).flatMap(([path, { get }]) => {
    const id = path.startsWith('/servers') ? String(server) : String(player);
    const query = path === '/players' ? '?q=a' : path.endsWith('-at') ? `?at=${hourAgo()}` : '';
    const address = `/api/v1${path.replace('{id}', id)}`;
    const isTable = JSON.stringify(get).includes('text/csv');
    return [address + query, ...(isTable ? [`${address}.csv${query}`] : [])];
  });
}

it.skipIf(bin === null)(
  'shows everything, and changes as they happen, from a standby and with a role that can only read',
  { timeout: 120_000 },
  async () => {
    await using cleanUp = together();
    const primary = cleanUp.use(await startPrimary(bin ?? ''));
    const migrated = await run(rollcall, ['migrate'], { DATABASE_URL: primary.primaryUrl });
    expect(migrated).toMatchObject({ code: 0 });
    const session = { jit: 'off' };
    const db = openDatabase({ url: primary.primaryUrl, applicationName: 'test', max: 4, session });
    cleanUp.use({ [Symbol.asyncDispose]: () => closeDatabase(db) });
    await db.$client.unsafe('create role page_reader login in role rollcall_reader');
    const history = await seedBusyHistory(db, { servers: 3, days: 2, players: 200 });
    const [player] = await db.$client`select min(player_id)::text as id from server_player_session`;
    const ids = [history.busiestId, BigInt(String(player?.['id']))] as const;
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
    const paths = [...pagePaths(...ids), ...(await dataPaths(url, ...ids))];
    expect(paths.length).toBeGreaterThan(60);
    for (const path of paths) {
      const answer = await fetch(url + path, { redirect: 'manual' });
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, expect.any(String)]);
    }

    const events = await fetch(`${url}/servers/events`);
    const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
    let told = '';
    const listening = (async () => {
      while (!told.includes('event: change')) told += (await reader?.read())?.value ?? '';
    })();
    await vi.waitFor(async () => {
      // Again and again: the viewer's first look has nothing to compare with.
      await db.$client.unsafe(`
        update servers set name = 'second' where id = ${ids[0]};
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
