import { createTestDatabase } from '@rollcall/shared/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, textOf, type TestApp } from '../testing/app.ts';
import { seedBusyHistory, type BusyHistory } from '../testing/busy-history.ts';

let test: Awaited<ReturnType<typeof createTestDatabase>>;
let viewer: TestApp;
let history: BusyHistory;
beforeAll(async () => {
  test = await createTestDatabase();
  history = await seedBusyHistory(test.db, { servers: 12, days: 2, players: 300 });
  viewer = createTestApp(test);
});
afterAll(async () => {
  await viewer[Symbol.asyncDispose]();
  await test[Symbol.asyncDispose]();
});

const listed = (page: string) =>
  [...page.matchAll(/<li class="server [^"]*" id="server-(\d+)"/g)].map(([, id]) => Number(id));

it.each([
  ['?q=wingman', 2],
  ['?group=L4D2%20Versus', 3],
  ['?group=%20', 2],
  ['?protocol=quake3', 2],
  ['?q=&sort=&group=&protocol=', 12],
  ['?q=versus&group=Counter-Strike', 0],
])('lists for %s %i servers, and so does the fragment', async (search, count) => {
  const page = await textOf(viewer, `/servers${search}`);
  const fragment = await textOf(viewer, `/servers/live-state${search}`);
  expect(listed(page)).toHaveLength(count);
  expect(listed(fragment)).toEqual(listed(page));
  if (count < 12)
    expect(page).toContain(count === 0 ? 'No server is like that' : `${count} of 12 servers`);
});

it('keeps what was asked for, and the zone, where it refreshes itself and in its form', async () => {
  const page = await textOf(
    viewer,
    '/servers?q=wing%26man&sort=players&group=Counter-Strike&tz=Asia/Tokyo',
  );
  const again =
    '/servers/live-state?q=wing%26man&amp;sort=players&amp;group=Counter-Strike&amp;tz=Asia%2FTokyo';
  expect(page).toContain(`hx-get="${again}"`);
  expect(page).toContain('name="q" value="wing&amp;man"');
  expect(page).toContain('<option value="Counter-Strike" selected="">');
  expect(page).toContain('<input type="hidden" name="sort" value="players"/>');
  expect(page).toContain('<input type="hidden" name="tz" value="Asia/Tokyo"/>');
});

it('sorts by players and by uptime', async () => {
  const counts = (page: string) =>
    [...page.matchAll(/class="cell (?:active|idle)"[^>]*><b>(\d+)\//g)].map(([, n]) => Number(n));
  const byPlayers = counts(await textOf(viewer, '/servers?sort=players'));
  expect(byPlayers.length).toBeGreaterThan(3);
  expect(byPlayers).toEqual([...byPlayers].sort((a, b) => b - a));
  const shares = [
    ...(await textOf(viewer, '/servers?sort=uptime')).matchAll(/<\/span>([\d.]+) %<\/p>/g),
  ];
  const byUptime = shares.map(([, share]) => Number(share));
  expect(byUptime.length).toBeGreaterThan(5);
  expect(byUptime).toEqual([...byUptime].sort((a, b) => a - b));
});

it.each([
  ['?sort=ping', 'is none of name, players, map, uptime'],
  [`?q=${'a'.repeat(101)}`, 'is longer than 100 characters'],
  [`?group=${'a'.repeat(101)}`, 'is longer than 100 characters'],
  ['?sort=map&sort=name', 'is given more than once'],
  ['?q=a&q=b', 'is given more than once'],
])('answers 400 to %s and says why', async (search, words) => {
  for (const path of ['/servers', '/servers/live-state']) {
    const response = await viewer.app.request(path + search);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(words);
  }
});

it('tells HTMX the address without what was left empty', async () => {
  const headers = { 'HX-Request': 'true' };
  const path = '/servers?q=wingman&group=&protocol=';
  const response = await viewer.app.request(path, { headers });
  expect(response.headers.get('HX-Replace-Url')).toBe('/servers?q=wingman');
  expect((await viewer.app.request(path)).headers.get('HX-Replace-Url')).toBeNull();
});

it('says what to do about a wrong password and an unreachable server', async () => {
  const page = await textOf(viewer, '/servers');
  const id = history.troubled.get('wrong password') ?? 0;
  expect(page).toContain(`rollcall servers set ${id} --password-stdin`);
  expect(page).toContain(`rollcall poll ${history.troubled.get('unreachable') ?? 0}`);
  expect(page).toMatch(/Today’s peak <b>\d+<\/b> at/);
});
