import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createTestApp, textOf } from '../testing/app.ts';
import { seedBusyFleet } from '../testing/busy-fleet.ts';
import { askApi } from '../testing/contract.ts';
import { seedAnswering, seedRun, seedServer } from '../testing/seed.ts';

const nowhere = { readerUrl: 'postgres://nobody@127.0.0.1:1/none' };

it.each([
  ['/nothing', 404],
  ['/servers/0', 404],
  ['/servers/x', 404],
  ['/servers/99999999999/online', 404],
  ['/servers?limit=0', 400],
  ['/servers?limit=-1', 400],
  ['/servers?limit=1e3', 400],
  ['/servers?limit=100000', 400],
  ['/servers?limit=1&limit=2', 400],
  ['/servers?limt=1', 400],
  ['/servers?format=xml', 400],
  ['/fleet?format=csv', 400],
  ['/servers?cursor=nonsense', 400],
  ['/servers?cursor=', 400],
  [`/servers?cursor=${'A'.repeat(5_000)}`, 400],
  ['/servers?__proto__=1', 400],
  ['/servers/%ff', 404],
  ['/servers', 503],
])('answers %s with a problem document of status %i', async (path, status) => {
  await using viewer = createTestApp(nowhere);
  const response = await viewer.app.request(`/api/v1${path}`);
  expect(response.status).toBe(status);
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
  const problem: unknown = await response.json();
  expect(problem).toHaveProperty('status', status);
  expect(problem).toHaveProperty('type', expect.stringMatching(/^\/api#/));
});

const fleetToday = z.object({ today: z.object({ since: z.string() }) });

it('names each parameter that is wrong', async () => {
  await using viewer = createTestApp(nowhere);
  const response = await viewer.app.request('/api/v1/servers?limit=x&colour=red');
  expect(await response.json()).toMatchObject({
    errors: [
      { parameter: 'limit', detail: 'a whole number from 1 to 2000' },
      { parameter: 'colour', detail: 'there is no such parameter' },
    ],
  });
});

it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('answers %s with a 405 problem', async (method) => {
  await using viewer = createTestApp(nowhere);
  const response = await viewer.app.request('/api/v1/servers', { method });
  expect(response.status).toBe(405);
  expect(response.headers.get('Allow')).toBe('GET, HEAD');
  expect(await response.json()).toMatchObject({ status: 405 });
});

it('lets scripts of other sites read, with an ETag, and nothing else', async () => {
  await using viewer = createTestApp(nowhere);
  const response = await viewer.app.request('/api/v1/servers', {
    method: 'OPTIONS',
    headers: { Origin: 'https://clan.example', 'Access-Control-Request-Method': 'GET' },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('Access-Control-Allow-Methods')).toBe('GET,HEAD');
  expect(response.headers.get('Access-Control-Allow-Headers')).toContain('If-None-Match');
  expect(response.headers.get('Access-Control-Allow-Credentials')).toBeNull();
  const page = await viewer.app.request('/healthz', {
    headers: { Origin: 'https://clan.example' },
  });
  expect(page.headers.get('Access-Control-Allow-Origin')).toBeNull();
});

it('answers every format that a table is asked in', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  await seedServer(test.db, { name: '=cmd|calc' });
  const get = (path: string, accept = '*/*') =>
    viewer.app.request(`/api/v1${path}`, { headers: { Accept: accept } });
  const csv = await get('/servers.csv');
  expect(csv.headers.get('Content-Type')).toBe('text/csv; charset=utf-8; header=present');
  expect(csv.headers.get('Content-Disposition')).toBe(
    'attachment; filename="rollcall-servers.csv"',
  );
  const text = await csv.text();
  expect(text).toMatch(
    /^id,name,group,.*\r\n1,'=cmd\|calc,,192\.0\.2\.7,27015,unknown,,,,,,,,source,,\r\n$/s,
  );
  expect(await (await get('/servers?format=csv')).text()).toBe(text);
  const negotiated = await get('/servers', 'text/csv, application/json;q=0.5');
  expect(await negotiated.text()).toBe(text);
  expect(negotiated.headers.get('Vary')).toContain('Accept');
  const html = 'text/html,application/xhtml+xml,*/*;q=0.8';
  expect((await get('/servers', html)).headers.get('Content-Type')).toBe('application/json');
});

it('goes through a list page by page, whatever is added meanwhile', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  for (let n = 0; n < 5; n += 1) await seedServer(test.db, { groupLabel: n === 1 ? 'B' : 'A' });
  const seen: unknown[] = [];
  let url: string | undefined = '/api/v1/servers?limit=2&group=A';
  while (url !== undefined) {
    const response = await viewer.app.request(url);
    const { items } = (await response.json()) as { items: { id: number }[] };
    seen.push(...items.map(({ id }) => id));
    url = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('Link') ?? '')?.[1];
    await seedServer(test.db, { groupLabel: 'B' });
    viewer.advance();
  }
  expect(seen).toEqual([1, 3, 4, 5]);
});

it('refuses a cursor under other filters', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  for (let n = 0; n < 2; n += 1) await seedServer(test.db);
  const { next } = JSON.parse(await textOf(viewer, '/api/v1/servers?limit=1')) as { next: string };
  await askApi(viewer, '/servers', `/servers?limit=1&cursor=${next}`);
  await askApi(viewer, '/servers', `/servers?group=A&cursor=${next}`, 400);
});

it('has nothing new to send to who knows the answer', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const id = await seedServer(test.db);
  await seedAnswering(test.db, id, { runId: await seedRun(test.db) });
  for (const path of ['/servers', '/servers.csv', `/servers/${id}`, '/fleet', '/openapi.json']) {
    const first = await viewer.app.request(`/api/v1${path}`);
    const etag = first.headers.get('ETag') ?? '';
    viewer.advance();
    const headers = { 'If-None-Match': etag };
    const again = await viewer.app.request(`/api/v1${path}`, { headers });
    expect([path, again.status, await again.text()]).toEqual([path, 304, '']);
  }
});

it('says no more than is known', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  await seedServer(test.db);
  const now = { players: null, maxPlayers: null, map: null, lastSeenAt: null, status: null };
  const unknown = { ...now, uptime7d: null, peakPlayers24h: null, protocol: 'source' };
  expect(await askApi(viewer, '/servers/{id}', '/servers/1')).toMatchObject({
    ...unknown,
    state: 'unknown',
  });
  expect(await askApi(viewer, '/fleet', '/fleet')).toMatchObject({
    players: null,
    serversUnknown: 1,
    collectorRunning: false,
    collectorSeenAt: null,
    today: { peakPlayers: null, peakAt: null },
  });
});

it('counts a day of the fleet from midnight in the zone', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const clock = (zone: string) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' });
  for (const zone of ['Asia/Kolkata', 'America/St_Johns', 'UTC']) {
    const { today } = fleetToday.parse(await askApi(viewer, '/fleet', `/fleet?tz=${zone}`));
    expect([zone, clock(zone).format(new Date(today.since))]).toEqual([zone, '00:00:00']);
  }
  await askApi(viewer, '/fleet', '/fleet?tz=Nowhere', 400);
});

it('finds servers by words and by protocol as the list does', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  await seedServer(test.db, { name: 'Éclair 1', groupLabel: 'Sweets' });
  await seedServer(test.db, { name: 'Arena', protocol: 'quake3' });
  const idsOf = async (query: string) =>
    (await textOf(viewer, `/api/v1/servers.csv?${query}`)).match(/^\d+(?=,)/gm) ?? [];
  expect(await idsOf('q=eclair')).toEqual(['1']);
  expect(await idsOf('q=sweets+1')).toEqual(['1']);
  expect(await idsOf('protocol=quake3')).toEqual(['2']);
  expect(await idsOf('protocol=quake3&q=eclair')).toEqual([]);
});

it('tells of a busy fleet what the pages tell', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const id = await seedBusyFleet(test.db);
  expect(await askApi(viewer, '/servers', '/servers')).toMatchObject({ next: null });
  expect(await askApi(viewer, '/servers/{id}', `/servers/${id}`)).toMatchObject({
    players: 7,
    status: 'ok',
    state: 'active',
  });
  expect(await askApi(viewer, '/fleet', '/fleet')).toMatchObject({ collectorRunning: true });
  const online = await askApi(viewer, '/servers/{id}/online', `/servers/${id}/online`);
  expect(online).toHaveProperty('items.length', 7);
  expect(online).toHaveProperty('items.0.playerId', '76561197960265828');
  const recent = await askApi(viewer, '/servers/{id}/recent', `/servers/${id}/recent`);
  expect(recent).toHaveProperty('items.length', 14);
});
