import { serverPlayerSession } from '@rollcall/shared/schema';
import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { isNotNull } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestApp, textOf, type TestApp } from '../testing/app.ts';
import { seedBusyHistory } from '../testing/busy-history.ts';
import { askApi } from '../testing/contract.ts';
import { ENDPOINTS } from './endpoints.ts';

/** What each route is asked with beside its path. */
const QUERIES: Readonly<Record<string, string>> = {
  '/players': '?q=a',
  '/servers/{id}/online-at': `?at=${new Date(Date.now() - 60_000).toISOString()}`,
};

/** Whether there was an outage, and whether somebody is on at this hour, depends. */
const UP_TO_DICE: ReadonlySet<string> = new Set([
  '/events',
  '/servers/{id}/online',
  '/servers/{id}/online-at',
  '/servers/{id}/outages',
]);

const listed = z.object({
  items: z.array(z.object({ id: z.int(), uptime7d: z.number(), peakPlayers24h: z.int() })),
});
const known = z.object({ uptime: z.number(), peakPlayers: z.int() });
const table = z.object({ items: z.array(z.looseObject({})) });

describe('with a busy history', () => {
  let test: TestDatabase;
  let viewer: TestApp;
  let ids: { readonly server: number; readonly player: bigint };
  beforeAll(async () => {
    test = await createTestDatabase();
    viewer = createTestApp(test);
    const now = new Date();
    const history = await seedBusyHistory(test.db, { servers: 3, days: 2, players: 200, now });
    const [session] = await test.db
      .select({ playerId: serverPlayerSession.playerId })
      .from(serverPlayerSession)
      .where(isNotNull(serverPlayerSession.leftAt))
      .limit(1);
    ids = { server: history.busiestId, player: session?.playerId ?? 0n };
  });
  afterAll(async () => {
    await viewer[Symbol.asyncDispose]();
    await test[Symbol.asyncDispose]();
  });
  const addressOf = (path: string) => {
    const id = path.startsWith('/servers') ? String(ids.server) : String(ids.player);
    return path.replace('{id}', id);
  };

  it.each(ENDPOINTS.map(({ path }) => path))('answers %s as it is described', async (path) => {
    const answer = await askApi(viewer, path, addressOf(path) + (QUERIES[path] ?? ''));
    const { success, data } = table.safeParse(answer);
    if (success && !UP_TO_DICE.has(path)) expect(data.items).not.toEqual([]);
  });

  it('tells of each server what its line in the list tells', async () => {
    const { items } = listed.parse(await askApi(viewer, '/servers', '/servers'));
    const since = new Date(Date.now() - 7 * 86_400_000).toISOString();
    for (const { id, uptime7d, peakPlayers24h } of items) {
      const path = `/servers/${id}/uptime?since=${since}&until=${new Date().toISOString()}`;
      const week = known.parse(await askApi(viewer, '/servers/{id}/uptime', path));
      expect(uptime7d).toBeCloseTo(week.uptime, 3);
      expect(peakPlayers24h).toBeGreaterThan(0);
      expect(peakPlayers24h).toBeLessThanOrEqual(week.peakPlayers);
    }
    expect(items).toHaveLength(3);
  });

  it.each(ENDPOINTS.filter((endpoint) => endpoint.table).map(({ path }) => path))(
    'answers %s as CSV too, a row for each item',
    async (path) => {
      const query = QUERIES[path] ?? '';
      const { items } = table.parse(await askApi(viewer, path, addressOf(path) + query));
      const csv = await textOf(viewer, `/api/v1${addressOf(path)}.csv${query}`);
      const [header, ...rows] = csv.split('\r\n').slice(0, -1);
      expect(rows).toHaveLength(items.length);
      const [first] = items;
      if (first !== undefined) expect(header).toBe(Object.keys(first).join());
    },
  );
});

it.each(ENDPOINTS.map(({ path }) => path))(
  'answers %s of what is not there with 404, and without a database with 503',
  async (path) => {
    await using viewer = createTestApp({ readerUrl: 'postgres://nobody@127.0.0.1:1/none' });
    const query = QUERIES[path] ?? '';
    if (path.includes('{id}')) await askApi(viewer, path, path.replace('{id}', '0x1'), 404);
    await askApi(viewer, path, path.replace('{id}', '1') + query, 503);
    await askApi(viewer, path, `${path.replace('{id}', '1')}?colour=red`, 400);
  },
);
