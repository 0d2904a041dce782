import { historyMark, playerNameSeen } from '@rollcall/shared/schema';
import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asText, createTestApp, strangeTags, textOf, type TestApp } from '../testing/app.ts';
import { HOSTILE_NAMES } from '../testing/hostile.ts';
import {
  secondsAgo,
  seedAnswering,
  seedProfile,
  seedRun,
  seedServer,
  seedSession,
  steamId,
} from '../testing/seed.ts';

const ADA = steamId(1);
const NOON = new Date('2026-11-20T12:00:00Z');
const later = (seconds: number) => new Date(NOON.getTime() + seconds * 1_000);

describe('GET /players/:id', () => {
  it('tells who somebody is, where and when they played, and how each session ended', async () => {
    await using test = await createTestDatabase();
    const { db } = test;
    const serverId = await seedServer(db, { name: 'Versus 1' });
    const gone = await seedServer(db, { name: 'Old one', removedAt: new Date() });
    const mine = { playerId: ADA, nameAtJoin: 'crone', minPing: 40, maxPing: 62 };
    await seedSession(db, { serverId, ...mine, joinedAt: NOON, leftAt: later(3_600) });
    await seedSession(db, {
      ...mine,
      serverId: gone,
      nameAtJoin: 'young crone',
      joinedAt: later(-7_200),
      leftAt: later(-3_600),
      lastSeenAt: later(-3_720),
      endReason: 'left',
    });
    await seedSession(db, { serverId, playerId: steamId(2), joinedAt: NOON, leftAt: later(600) });
    await db.insert(playerNameSeen).values([
      { playerId: ADA, name: 'crone', firstSeenAt: NOON, lastSeenAt: later(3_600) },
      { playerId: ADA, name: 'young crone', firstSeenAt: later(-7_200), lastSeenAt: NOON },
    ]);
    await seedProfile(db, { steamId64: ADA, personaName: 'Ada' });
    await using app = createTestApp(test);
    const html = await textOf(app, `/players/${ADA}?tz=Asia%2FKarachi`);
    const page = asText(html.replaceAll('<', ' <'));
    expect(page).toContain('Last seen 20 Nov, 18:00 on Versus 1');
    expect(page).toContain(`${ADA} [U:1:1] STEAM_1:1:0 Profile on Steam`);
    expect(page).toContain('Playtime 2 h');
    expect(page).toMatch(/Old one \(removed\) +1 h/);
    expect(page).toContain('left 20 Nov, 18:00');
    expect(page).toContain('left 20 Nov, 16:00 or up to 2 min before');
    expect(page).toContain('40–62 ms');
    expect(page).toMatch(/Names 2 .*crone 20 Nov 2026 20 Nov 2026 young crone/);
    expect(page).toContain('10 min together');
    expect(html).toContain('title="Friday 17–18: 1 h"');
    expect(html).toContain('clocks of Asia/Karachi');
    expect(html).toContain(`href="https://steamcommunity.com/profiles/${ADA}"`);
    expect(html).toContain(`/servers/${serverId}?tz=`);
    expect(html).not.toContain(`/servers/${gone}?tz=`);
  });

  it('tells where somebody plays now, and does not claim it of a server not seen for long', async () => {
    await using test = await createTestDatabase();
    const runId = await seedRun(test.db);
    const fresh = await seedServer(test.db, { name: 'Versus 1' });
    const stale = await seedServer(test.db, { name: 'Versus 2' });
    await seedAnswering(test.db, fresh, { runId });
    await seedAnswering(test.db, stale, { runId, lastOkAt: secondsAgo(300) });
    await seedSession(test.db, { serverId: fresh, playerId: ADA });
    await seedSession(test.db, { serverId: stale, playerId: steamId(2) });
    await using app = createTestApp(test);
    expect(asText(await textOf(app, `/players/${ADA}`))).toContain('Playing now on Versus 1');
    const html = await textOf(app, `/players/${steamId(2)}`);
    const page = asText(html);
    expect(page).toContain('In game on Versus 2 when it was last seen, 5 min ago');
    expect(page).not.toContain('Playing now');
    expect(html).toContain('<meta name="description" content="Last seen ');
    expect(page).toContain('in game when last seen');
  });

  it('says since when sessions are kept, and still counts those that are not', async () => {
    await using test = await createTestDatabase();
    const serverId = await seedServer(test.db, { name: 'Versus 1' });
    await seedSession(test.db, { serverId, playerId: ADA, joinedAt: NOON, leftAt: later(3_600) });
    await test.db.$client`delete from server_player_session`;
    await test.db.update(historyMark).set({ sessionsKeptSince: later(7_200) });
    await using app = createTestApp(test);
    const page = asText((await textOf(app, `/players/${ADA}`)).replaceAll('<', ' <'));
    expect(page).toContain('Playtime 1 h');
    expect(page).toContain('No session is kept.');
    expect(page).toContain('Sessions that ended before 20 Nov 2026 are no longer kept.');
  });

  it('pages through sessions', async () => {
    await using test = await createTestDatabase();
    const serverId = await seedServer(test.db);
    await test.db.$client.unsafe(`
      insert into player (id, last_name, first_seen_at, last_seen_at) values (${ADA}, 'ada', now(), now());
      insert into server_player_session (server_id, player_id, joined_at, left_at, last_seen_at, end_reason, name_at_join)
        select ${serverId}, ${ADA}, t, t + interval '5 seconds', t, 'left', 'ada'
        from generate_series(1, 60) n, lateral (select now() - n * interval '1 hour' as t) e`);
    await using app = createTestApp(test);
    const first = await textOf(app, `/players/${ADA}?tz=UTC`);
    const next = /href="([^"]*before=[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await textOf(app, next);
    expect(second.match(/<time[^>]*>5 s<\/time>/g)?.length).toBeGreaterThanOrEqual(10);
    expect(second).toContain(`href="/players/${ADA}?tz=UTC#sessions"`);
    expect(second).not.toContain('before=');
  });

  it('shows hostile names as what they are', async () => {
    await using test = await createTestDatabase();
    const runId = await seedRun(test.db);
    for (const [n, name] of HOSTILE_NAMES.entries()) {
      const serverId = await seedServer(test.db, { name: `${name} ${n}` });
      await seedAnswering(test.db, serverId, { runId });
      await seedSession(test.db, { serverId, playerId: ADA, nameAtJoin: name });
      await seedSession(test.db, { serverId, playerId: steamId(2 + n), nameAtJoin: name });
      await test.db
        .insert(playerNameSeen)
        .values({ playerId: ADA, name, firstSeenAt: NOON, lastSeenAt: NOON });
    }
    await using app = createTestApp(test);
    expect(strangeTags(await textOf(app, `/players/${ADA}`))).toEqual([]);
  });
});

describe('GET /players/:id of nobody', () => {
  let test: TestDatabase;
  let app: TestApp;
  beforeAll(async () => {
    test = await createTestDatabase();
    app = createTestApp(test);
  });
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await test[Symbol.asyncDispose]();
  });

  it('leads from other forms of a Steam id to the one it uses', async () => {
    const to = await app.app.request('/players/STEAM_0:1:0?tz=UTC');
    expect([to.status, to.headers.get('Location')]).toEqual([302, `/players/${ADA}?tz=UTC`]);
  });

  it.each([
    ['76561197960265729', 404, 'Nobody with this Steam id has been seen'],
    ['5', 404, 'no such player'],
    ['0', 404, 'no such player'],
    ['-1', 404, 'no such player'],
    ['9999999999999999999', 404, 'no such player'],
    ['crone', 404, 'no such player'],
    ['76561197960265729?before=x', 400, 'no place in the list'],
    ['76561197960265729?before=1-9999999999', 400, 'no place in the list'],
    ['76561197960265729?tz=Nowhere', 400, 'no such time zone'],
  ])('answers /players/%s with %i', async (path, status, message) => {
    const response = await app.app.request(`/players/${path}`);
    expect(response.status).toBe(status);
    expect(asText(await response.text())).toContain(message);
  });
});
