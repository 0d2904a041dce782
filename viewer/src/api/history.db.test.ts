import { serverReachability, serverState } from '@rollcall/shared/schema';
import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createTestApp, type TestApp } from '../testing/app.ts';
import { askApi } from '../testing/contract.ts';
import {
  secondsAgo,
  seedRun,
  seedAnswering,
  seedServer,
  seedSession,
  steamId,
} from '../testing/seed.ts';

const pageSchema = z.object({ items: z.array(z.looseObject({})), next: z.string().nullable() });

/** All rows, page by page. */
async function allPages(
  viewer: TestApp,
  template: string,
  url: string,
  between = () => Promise.resolve(),
) {
  const items: Readonly<Record<string, unknown>>[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const glue = url.includes('?') ? '&' : '?';
    const address = cursor === '' ? url : `${url}${glue}cursor=${cursor}`;
    const page = pageSchema.parse(await askApi(viewer, template, address));
    items.push(...page.items);
    cursor = page.next;
    await between();
    viewer.advance();
  }
  return items;
}

it('goes through the sessions of a server once each, whoever leaves meanwhile', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const serverId = await seedServer(test.db);
  const together = secondsAgo(1_000);
  for (let n = 0; n < 7; n += 1) {
    // Some end at the same moment, as when a server falls silent.
    const leftAt = n < 4 ? together : secondsAgo(1_000 + n);
    await seedSession(test.db, {
      serverId,
      playerId: steamId(n),
      joinedAt: secondsAgo(5_000),
      leftAt,
    });
  }
  await seedSession(test.db, { serverId, playerId: steamId(50) });
  let late = 100;
  const items = await allPages(
    viewer,
    '/servers/{id}/sessions',
    `/servers/${serverId}/sessions?limit=2`,
    async () => {
      late += 1;
      await seedSession(test.db, { serverId, playerId: steamId(late), leftAt: secondsAgo(1) });
    },
  );
  const ids = [3, 2, 1, 0, 4, 5, 6].map((n) => String(steamId(n)));
  expect(items.map(({ playerId }) => playerId)).toEqual(ids);
});

it('narrows sessions and states to a period', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const serverId = await seedServer(test.db);
  const at = (hour: number) => new Date(Date.UTC(2026, 9, 1, hour));
  for (const hour of [1, 2, 3, 4]) {
    await seedSession(test.db, {
      serverId,
      playerId: steamId(1),
      joinedAt: at(hour),
      leftAt: new Date(at(hour).getTime() + 1_000),
    });
    await test.db.insert(serverState).values({
      serverId,
      startedAt: at(hour),
      endedAt: new Date(at(hour).getTime() + 60_000),
      players: hour,
    });
  }
  const period = 'since=2026-10-01T04:00:00%2B02:00&until=2026-10-01T04:00:00Z';
  const sessions = await allPages(
    viewer,
    '/servers/{id}/sessions',
    `/servers/${serverId}/sessions?${period}`,
  );
  expect(sessions.map(({ joinedAt }) => joinedAt)).toEqual([
    '2026-10-01T03:00:00.000Z',
    '2026-10-01T02:00:00.000Z',
  ]);
  const states = await allPages(
    viewer,
    '/servers/{id}/states',
    `/servers/${serverId}/states?${period}&limit=1`,
  );
  expect(states).toEqual([
    expect.objectContaining({
      players: 3,
      startedAt: '2026-10-01T03:00:00.000Z',
      lastSeenAt: '2026-10-01T03:01:00.000Z',
    }),
    expect.objectContaining({ players: 2, map: null }),
  ]);
  const backwards = 'since=2026-10-02T00:00:00Z&until=2026-10-01T00:00:00Z';
  await askApi(viewer, '/servers/{id}/states', `/servers/${serverId}/states?${backwards}`, 422);
});

it('tells of a player what the page tells, ids as text', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const serverId = await seedServer(test.db, { name: 'Versus 1' });
  await seedAnswering(test.db, serverId, { runId: await seedRun(test.db) });
  const crone = steamId(7);
  const joinedAt = new Date('2026-11-20T20:00:00Z');
  const leftAt = new Date('2026-11-20T21:30:00Z');
  await seedSession(test.db, { serverId, playerId: crone, nameAtJoin: 'crone', joinedAt, leftAt });
  await seedSession(test.db, {
    serverId,
    playerId: steamId(8),
    nameAtJoin: 'miel',
    joinedAt,
    leftAt,
  });
  const id = String(crone);
  const ask = (template: string, url: string) => askApi(viewer, template, url);
  expect(await ask('/players/{id}', '/players/STEAM_0:1:3')).toMatchObject({
    playerId: id,
    sessions: 1,
    seconds: 5_400,
    playing: false,
  });
  const sessions = await ask('/players/{id}/sessions', `/players/${id}/sessions`);
  expect(sessions).toMatchObject({
    items: [{ serverName: 'Versus 1', seconds: 5_400, endReason: 'left' }],
    next: null,
  });
  expect(await ask('/players/{id}/servers', `/players/${id}/servers`)).toMatchObject({
    items: [{ serverId, joinedAt: null }],
  });
  expect(await ask('/players/{id}/company', `/players/${id}/company`)).toMatchObject({
    items: [{ name: 'miel', seconds: 5_400, sessions: 1 }],
  });
  const week = z
    .object({
      items: z.array(z.object({ weekday: z.string(), hour: z.number(), seconds: z.number() })),
    })
    .parse(await ask('/players/{id}/week', `/players/${id}/week?tz=Asia/Kolkata`));
  expect(week.items).toHaveLength(168);
  expect(week.items.filter(({ seconds }) => seconds > 0)).toEqual([
    { weekday: 'Saturday', hour: 1, seconds: 1_800 },
    { weekday: 'Saturday', hour: 2, seconds: 3_600 },
  ]);
  await ask('/players/{id}/names', `/players/${id}/names`);
});

it('goes through the sessions of a player, those in game first', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const serverId = await seedServer(test.db);
  const playerId = steamId(1);
  for (let n = 1; n <= 4; n += 1) {
    const times = { joinedAt: secondsAgo(n * 1_000), leftAt: secondsAgo(n * 1_000 - 500) };
    await seedSession(test.db, { serverId, playerId, ...times });
  }
  await seedSession(test.db, { serverId, playerId, joinedAt: secondsAgo(100) });
  const items = await allPages(
    viewer,
    '/players/{id}/sessions',
    `/players/${playerId}/sessions?limit=2`,
  );
  expect(items).toHaveLength(5);
  expect(items[0]).toMatchObject({ leftAt: null, endReason: null });
});

it.each([
  ['/players', '/players?q=crone', 200],
  ['/players', '/players?q=%5BU:1:7%5D', 200],
  ['/players', '/players?q=steamcommunity.com/id/gaben', 200],
  ['/players', '/players', 400],
  ['/players', '/players?q=', 400],
  ['/players', '/players?q=%00', 400],
  ['/players', `/players?q=${'x'.repeat(500)}`, 400],
  ['/players', '/players?q=a&cursor=AAAA', 400],
  ['/players/{id}', '/players/0', 404],
  ['/players/{id}', '/players/99999999999999999999', 404],
  ['/players/{id}', '/players/9223372036854775808', 404],
  ['/players/{id}', '/players/76561197960265729', 404],
  ['/players/{id}', '/players/%3Cscript%3E', 404],
  ['/players/{id}/week', '/players/1/week?tz=Mars', 400],
  ['/servers/{id}/sessions', '/servers/1/sessions?since=0001-01-01T00:00:00Z', 400],
  ['/servers/{id}/sessions', '/servers/1/sessions?until=9999-12-31T23:59:59Z', 404],
] as const)('answers %s of %s with %i', async (template, url, status) => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  await askApi(viewer, template, url, status);
});

it('tells events as the feed does', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  await seedRun(test.db);
  const serverId = await seedServer(test.db, { name: 'Versus 1' });
  await test.db
    .insert(serverReachability)
    .values({ serverId, status: 'timeout', startedAt: secondsAgo(500) });
  expect(await askApi(viewer, '/events', '/events')).toMatchObject({
    items: [{ kind: 'outage', serverName: 'Versus 1', endedAt: null }],
  });
});
