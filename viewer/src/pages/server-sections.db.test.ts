import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asText, createTestApp, textOf, type TestApp } from '../testing/app.ts';
import { seedBusyHistory } from '../testing/busy-history.ts';
import { seedServer } from '../testing/seed.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';

describe('the sections of a server over the weeks', () => {
  let test: TestDatabase;
  let viewer: TestApp;
  let id: number;
  beforeAll(async () => {
    test = await createTestDatabase();
    id = (await seedBusyHistory(test.db, { servers: 3, days: 3, players: 200 })).busiestId;
    await test.db
      .$client`update server_map_hour set map = ${HOSTILE} where map = (select min(map) from server_map_hour where server_id = ${id})`;
    await test.db.$client`update player set last_name = ${HOSTILE}`;
    await test.db.$client`update steam_user_profile set persona_name = ${HOSTILE}`;
    viewer = createTestApp(test);
  });
  afterAll(async () => {
    await viewer[Symbol.asyncDispose]();
    await test[Symbol.asyncDispose]();
  });
  const section = (name: string, search = '') => textOf(viewer, `/servers/${id}/${name}${search}`);
  /** The first cells of a table. */
  const firstColumn = (html: string) =>
    [...html.matchAll(/<th scope="row">(.*?)<\/th>/gs)].map(([, cell]) => asText(cell ?? ''));

  it('are all on its page, and each is found alone', async () => {
    const page = await textOf(viewer, `/servers/${id}?range=7d&tz=Asia/Kolkata`);
    for (const name of ['week', 'maps', 'top', 'visitors']) {
      expect(page, name).toContain(`id="${name}"`);
      expect(await section(name, '?range=7d&tz=Asia/Kolkata'), name).toContain(`id="${name}"`);
    }
  });

  it('show hostile names as text', async () => {
    for (const name of ['maps', 'top']) {
      const html = await section(name, '?range=7d');
      expect(html, name).not.toContain('<img');
      expect(html, name).toContain('&lt;img src=x');
    }
  });

  it('shade 168 hours of the week, and tell hours that nobody watched from empty ones', async () => {
    const html = await section('week', '?range=7d');
    const cells = html.match(/<td class="(h\d|unknown)"/g) ?? [];
    expect(cells).toHaveLength(168);
    expect(cells).toContain('<td class="unknown"');
    expect(cells).toContain('<td class="h6"');
    expect(html).toMatch(/title="Monday 00:00–01:00: /);
    expect(html).toContain('clocks of UTC');
    const half = await section('week', '?range=7d&tz=Asia/Kolkata');
    expect(half).toMatch(/title="Monday 00:30–01:30: /);
    expect(asText(half)).toContain('Hours begin at 30 past on the clocks of Asia/Kolkata');
  });

  it('take four weeks where the period is too short for a pattern', async () => {
    for (const name of ['week', 'visitors']) {
      expect(asText(await section(name)), name).toContain('in the four weeks from');
      expect(asText(await section(name, '?range=7d')), name).not.toContain('four weeks');
    }
    const visitors = await section('visitors');
    expect(firstColumn(visitors)).toHaveLength(28);
    // Of three days that were watched, a week is drawn.
    expect(visitors.match(/<g><title>/g)).toHaveLength(7);
  });

  it('sort the maps by the column of the URL, and link every column with the rest of the URL kept', async () => {
    const byTime = await section('maps', '?range=7d');
    const byName = await section('maps', '?range=7d&tz=Europe/Berlin&maps=map');
    const names = firstColumn(byName);
    expect(names.length).toBeGreaterThan(2);
    expect(firstColumn(byTime)).not.toEqual(names);
    expect([...firstColumn(byTime)].sort()).toEqual([...names].sort());
    expect(byTime).toMatch(/<th[^>]* aria-sort="descending"><a href="[^"]*">Time</);
    expect(byName).toMatch(/<th[^>]* aria-sort="ascending"><a href="[^"]*">Map</);
    expect(byName).toContain(
      `href="/servers/${id}?range=7d&amp;tz=Europe%2FBerlin&amp;maps=peak#maps"`,
    );
  });

  it.each(['', 'constructor', 'time;drop', '%00', 'MAP'])(
    'refuse to sort maps by “%s”',
    async (column) => {
      for (const path of [`/servers/${id}`, `/servers/${id}/maps`]) {
        const response = await viewer.app.request(`${path}?maps=${column}`);
        expect(response.status).toBe(400);
        expect(await response.text()).toContain('has to be one of map, time, average');
      }
    },
  );

  it('list who played most, each with a link to the player', async () => {
    const html = await section('top', '?range=7d&tz=Asia/Kolkata');
    expect(html.match(/<li>/g)).toHaveLength(20);
    expect(html).toMatch(/href="\/players\/\d+\?tz=Asia%2FKolkata"/);
    expect(asText(html)).toMatch(/The first 20 of \d+ players/);
  });

  it('tell in words and in a table how many came for the first time', async () => {
    const html = await section('visitors', '?range=7d');
    expect(asText(html)).toMatch(/\d+ players came for the first time ever; \d+ players a day/);
    expect(firstColumn(html)).toHaveLength(8);
    expect(asText(html)).toContain('not watched');
    expect(asText(await section('visitors', '?range=7d&tz=Asia/Kolkata'))).toContain(
      'Days are counted from 00:30',
    );
  });

  it('say that sessions of a day are no longer kept, instead of calling it empty', async () => {
    const mark = test.db.$client;
    await mark`update history_mark set sessions_kept_since = date_trunc('day', now(), 'UTC') - interval '12 hours'`;
    viewer.advance(60_000);
    const visitors = asText(await section('visitors', '?range=7d'));
    await mark`update history_mark set sessions_kept_since = null`;
    expect(visitors).toContain('no longer kept');
    expect(visitors).toContain('kept in part');
  });

  it('say what is missing where there is no history', async () => {
    const empty = await seedServer(test.db, { name: 'New' });
    const page = asText(await textOf(viewer, `/servers/${empty}`));
    expect(page).toContain('The pattern of the week appears once');
    expect(page).toContain('No map was seen in this time.');
    expect(page).toContain('Nobody was seen in game in this time.');
    expect(page).toContain('Nobody watched this server in this time.');
  });
});

it('say since when it is not known which maps were played and who was on, as right after an update', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const id = await seedServer(test.db);
  await test.db.$client`
    insert into server_hour (server_id, hour, watched_seconds, up_seconds, counted_seconds, player_seconds, peak_players, joins)
    select ${id}, date_trunc('hour', now(), 'UTC') - n * interval '1 hour', 3600, 3600, 3600, 3600, 1, 1 from generate_series(1, 9) n`;
  await test.db.$client`update history_mark set summed_until = date_trunc('hour', now(), 'UTC')`;
  const section = async (name: string) =>
    asText(await textOf(viewer, `/servers/${id}/${name}?range=7d`));
  expect(await section('maps')).toMatch(/Which map was played after .* is not known, or not yet/);
  expect(await section('top')).toMatch(/Who was on after .* is not known, or not yet/);
  expect(await section('visitors')).toMatch(/Who was on after .* is not known, or not yet/);
  expect(await section('week')).not.toContain('not yet');
});
