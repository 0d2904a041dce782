import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { asText, createTestApp, strangeTags, textOf } from '../testing/app.ts';
import { HOSTILE_NAMES } from '../testing/hostile.ts';
import {
  secondsAgo,
  seedAnswering,
  seedProfile,
  seedRun,
  seedServer,
  seedSession,
  seedTrouble,
  steamId,
} from '../testing/seed.ts';

const cardOf = (page: string, id: bigint) =>
  new RegExp(`<li class="player" id="online-${id}">(.*?)</li>`, 's').exec(page)?.[1] ?? '';

it('shows who is in game with name, time and pings', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const serverId = await seedServer(test.db, { name: 'Versus 1' });
  await seedAnswering(test.db, serverId, { runId: await seedRun(test.db, 3) });
  const session = { serverId, playerId: steamId(1), nameAtJoin: 'crone', minPing: 21, maxPing: 80 };
  await seedSession(test.db, { ...session, joinedAt: secondsAgo(4_330) });
  await seedProfile(test.db, {
    steamId64: steamId(1),
    personaName: 'Old Crone',
    avatarUrl: 'https://avatars.steamstatic.com/ab_medium.jpg',
  });
  const page = await textOf(viewer, `/servers/${serverId}`);
  const card = cardOf(page, steamId(1));
  expect(asText(card)).toBe('Old Crone as crone1 h 12 min21–80 ms');
  expect(card).toContain('src="https://avatars.steamstatic.com/ab_medium.jpg"');
  expect(card).toContain('href="/players/76561197960265729"');
  expect(page).toMatch(/polled <time[^>]*>[34] s ago<\/time>/);
  expect(page).toContain('<meta property="og:description" content="2/4 players on c1m2_streets"/>');
  expect(page).toContain('<a href="steam://connect/192.0.2.7:27015">Join</a>');
});

it('shows the name from the game and a placeholder where Steam told nothing it may show', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const serverId = await seedServer(test.db);
  await seedAnswering(test.db, serverId, { runId: await seedRun(test.db) });
  await seedSession(test.db, { serverId, playerId: steamId(1), nameAtJoin: 'crone' });
  const evil = 'https://evil.example/track.gif';
  await seedProfile(test.db, { steamId64: steamId(1), personaName: null, avatarUrl: evil });
  const page = await textOf(viewer, `/servers/${serverId}`);
  expect(cardOf(page, steamId(1))).toMatch(/src="\/assets\/avatar\.svg\?v=[\w-]+"/);
  expect(asText(cardOf(page, steamId(1)))).toContain('crone');
  expect(page).not.toContain('evil.example');
});

it('shows hostile names as text, in game and among recent players', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const serverId = await seedServer(test.db);
  await seedAnswering(test.db, serverId, { runId: await seedRun(test.db) });
  for (const [n, name] of HOSTILE_NAMES.entries()) {
    await seedSession(test.db, { serverId, playerId: steamId(n), nameAtJoin: name });
    await seedProfile(test.db, { steamId64: steamId(n), personaName: `${name}!` });
    const gone = { serverId, playerId: steamId(100 + n), nameAtJoin: name };
    await seedSession(test.db, { ...gone, leftAt: secondsAgo(60) });
  }
  const page = await textOf(viewer, `/servers/${serverId}`);
  expect(strangeTags(page)).toEqual([]);
  expect(page.match(/<li class="player"/g)).toHaveLength(2 * HOSTILE_NAMES.length);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});

it('keeps apart who is in game from who was when the server was last seen', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const serverId = await seedServer(test.db);
  const runId = await seedRun(test.db);
  await seedAnswering(test.db, serverId, { runId, lastOkAt: secondsAgo(605) });
  await seedTrouble(test.db, serverId, 'timeout');
  const joinedAt = secondsAgo(1_210);
  await seedSession(test.db, { serverId, playerId: steamId(1), joinedAt });
  const page = await textOf(viewer, `/servers/${serverId}`);
  expect(page).toContain('In game when last seen');
  expect(page).toMatch(/last seen <time[^>]*>10 min ago<\/time>/);
  // Ten minutes were seen; the ten since then were not.
  expect(asText(cardOf(page, steamId(1)))).toContain('10 min');
  expect(page).toContain('The server does not answer in time');
});

it('says what is wrong with a password and what happens next', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const serverId = await seedServer(test.db);
  await seedRun(test.db);
  await seedTrouble(test.db, serverId, 'auth');
  const page = asText(await textOf(viewer, `/servers/${serverId}`));
  expect(page).toContain('wrong password');
  expect(page).toContain(`rollcall servers set ${serverId} --password-stdin`);
  expect(page).toContain('rollcall servers set');
  expect(page).toContain('never answered');
});

it('does not say that nobody is on while the server counts somebody', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const runId = await seedRun(test.db);
  const counted = await seedServer(test.db);
  await seedAnswering(test.db, counted, { runId });
  const empty = await seedServer(test.db);
  await seedAnswering(test.db, empty, { runId, state: { players: 0 } });
  expect(await textOf(viewer, `/servers/${counted}`)).toContain('has not been identified yet');
  expect(await textOf(viewer, `/servers/${empty}`)).toContain('Nobody is on.');
});

it('refreshes by a fragment that equals its part of the page and asks for itself again', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const serverId = await seedServer(test.db);
  await seedAnswering(test.db, serverId, { runId: await seedRun(test.db) });
  await seedSession(test.db, { serverId, playerId: steamId(1) });
  const page = await textOf(viewer, `/servers/${serverId}?tz=Asia/Kolkata`);
  const fragment = await textOf(viewer, `/servers/${serverId}/live-state?tz=Asia/Kolkata`);
  expect(page).toContain(fragment);
  expect(fragment).toContain(`hx-get="/servers/${serverId}/live-state?tz=Asia%2FKolkata"`);
  expect(fragment).toContain('hx-trigger="every 5000ms, look"');
  expect(page).toContain('Times in <b>Asia/Kolkata</b>');
});

it.each(['0', '007', '-1', '2147483648', '99999999999999999999', 'x', '1e3', '%00', '999'])(
  'answers 404 to the server %s',
  async (id) => {
    await using test = await createTestDatabase();
    await using viewer = createTestApp(test);
    await seedServer(test.db);
    for (const path of [`/servers/${id}`, `/servers/${id}/live-state`]) {
      const response = await viewer.app.request(path);
      expect(response.status).toBe(404);
      expect(await response.text()).toContain('There is no such server here.');
    }
  },
);

it('answers 404 to a server that was removed', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const id = await seedServer(test.db, { removedAt: new Date() });
  expect((await viewer.app.request(`/servers/${id}`)).status).toBe(404);
});
