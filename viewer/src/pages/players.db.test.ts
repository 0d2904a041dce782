import { playerNameSeen } from '@rollcall/shared/schema';
import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asText, createTestApp, strangeTags, textOf, type TestApp } from '../testing/app.ts';
import { HOSTILE_NAMES } from '../testing/hostile.ts';
import { secondsAgo, seedServer, seedSession, steamId } from '../testing/seed.ts';

async function seedNames({ db }: TestDatabase, names: readonly string[]) {
  const serverId = await seedServer(db, { name: 'Versus 1' });
  const seen = { firstSeenAt: secondsAgo(50), lastSeenAt: secondsAgo(50) };
  for (const [n, name] of names.entries()) {
    const playerId = steamId(n + 1);
    await seedSession(db, { serverId, playerId, nameAtJoin: name, leftAt: secondsAgo(50) });
    await db.insert(playerNameSeen).values({ playerId, name, ...seen });
  }
}

const search = (app: TestApp, query: string) =>
  textOf(app, `/players?q=${encodeURIComponent(query)}`);

describe('GET /players, with two players', () => {
  let test: TestDatabase;
  let app: TestApp;
  beforeAll(async () => {
    test = await createTestDatabase();
    await seedNames(test, ['crone', 'wanja']);
    app = createTestApp(test);
  });
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await test[Symbol.asyncDispose]();
  });

  it.each(['"%"', '100%', 'x'.repeat(200), '\u0301', 'на'])(
    'finds nobody by %j, and says so',
    async (query) => {
      expect(asText(await search(app, query))).toContain('Nobody has been called');
    },
  );

  // Somebody here is called crone.
  it.each(['%', '_', '__', "'", '\\', 'on', 'Ön '])(
    'does not say that nobody is called %j, of which only beginnings are looked for',
    async (query) => {
      const page = asText(await search(app, query));
      expect(page).toContain(`No name begins with “${asText(query).replace("'", '&#39;')}”`);
      expect(page).toContain('With three letters, any part of a name is found.');
      expect(page).not.toContain('Nobody');
    },
  );

  it('says of a short part which players it found', async () => {
    expect(asText(await search(app, 'cr'))).toContain('One player whose name begins with it');
    expect(asText(await search(app, 'ron'))).not.toContain('begins with it');
  });

  it.each(['%', '%ED%A0%80', '%00', '%FF', '%E0%A4%A', 'a&q=b', '%F0%9D'])(
    'answers ?q=%s, whatever it may mean',
    async (query) => {
      const response = await app.app.request(`/players?q=${query}`);
      expect(response.status).toBe(200);
    },
  );

  it.each([
    'STEAM_0:1:0',
    '[U:1:1]',
    'u:1:1',
    '76561197960265729',
    'https://steamcommunity.com/profiles/76561197960265729/',
  ])('leads to the player of %j', async (query) => {
    const to = await app.app.request(`/players?tz=UTC&q=${encodeURIComponent(query)}`);
    expect(to.status).toBe(302);
    expect(to.headers.get('Location')).toBe(`/players/${steamId(1)}?tz=UTC`);
  });

  it('says that an id was never seen, and that only Steam knows whose a chosen address is', async () => {
    expect(asText(await search(app, '[U:1:5]'))).toContain(
      'Nobody with the Steam id 76561197960265733 has been seen',
    );
    const page = asText(await search(app, 'https://steamcommunity.com/id/crone/'));
    expect(page).toContain('Only Steam knows whose address this is.');
    expect(page).toContain('One player');
  });

  it.each([
    ['?after=x', 'no place in the list'],
    ['?q=a&after=2-0-0', 'no place in the list'],
    ['?q=a&after=1-99999999999999999-5', 'no place in the list'],
    ['?q=a&after=1-5-9999999999999999999', 'no place in the list'],
    [`?q=${'x'.repeat(201)}`, '200 characters at most'],
    ['?q=a&after=1-5-x', 'no place in the list'],
    ['?q=a&tz=Nowhere', 'no such time zone'],
  ])('answers 400 to %s', async (query, message) => {
    const response = await app.app.request(`/players${query}`);
    expect(response.status).toBe(400);
    expect(asText(await response.text())).toContain(message);
  });
});

describe('GET /players', () => {
  it('says what can be looked for', async () => {
    await using test = await createTestDatabase();
    await using app = createTestApp(test);
    const page = await textOf(app, '/players?tz=Europe%2FBerlin');
    expect(asText(page)).toContain('Type any part of a name');
    expect(page).toContain('<input type="hidden" name="tz" value="Europe/Berlin"/>');
  });

  it('marks what was looked for in the names that it finds, and links to the players', async () => {
    await using test = await createTestDatabase();
    await seedNames(test, ['Zoë 7', 'crone']);
    await using app = createTestApp(test);
    const page = await search(app, 'ZOE');
    expect(page).toContain('<mark>Zoë</mark> 7');
    expect(page).toContain(`<a href="/players/${steamId(1)}">`);
    expect(asText(page)).toContain('One player');
    expect(asText(page)).toContain('on Versus 1');
    expect(page).not.toContain('crone');
  });

  it('shows hostile names, and a hostile query, as what they are', async () => {
    await using test = await createTestDatabase();
    await seedNames(test, HOSTILE_NAMES);
    await using app = createTestApp(test);
    for (const query of [...HOSTILE_NAMES, 'a', '<', '%', '\0', "' or 1=1 --"]) {
      expect(strangeTags(await search(app, query)), query).toEqual([]);
    }
  });

  it('goes on at a cursor, and says where the list ends', async () => {
    await using test = await createTestDatabase();
    await test.db.$client.unsafe(`
      insert into player (id, last_name, first_seen_at, last_seen_at) select n, 'crone', now(), now() from generate_series(1, 60) n;
      insert into player_name_seen select id, last_name, now(), now() from player`);
    await using app = createTestApp(test);
    const first = await search(app, 'crone');
    const next = /href="([^"]*after=[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await textOf(app, next);
    expect(second.match(/<mark>/g)).toHaveLength(10);
    expect(second).not.toContain('after=');
    expect(asText(await textOf(app, '/players?q=crone&after=0-0-1'))).toContain('nobody further');
  });
});
