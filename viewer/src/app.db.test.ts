import { createEmptyDatabase, createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { createTestApp, textOf } from './testing/app.ts';
import { seedRun, seedServer } from './testing/seed.ts';

const nowhere = { readerUrl: 'postgres://nobody@127.0.0.1:1/none' };

it.each(['/servers', '/healthz', '/assets/rollcall.css', '/nothing', '/servers?tz=Mars', '/'])(
  'sends the same strict headers with %s',
  async (path) => {
    await using test = await createTestDatabase();
    await using viewer = createTestApp(test);
    const { headers } = await viewer.app.request(path);
    expect(headers.get('Content-Security-Policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https://*.steamstatic.com https://steamcdn-a.akamaihd.net; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
    expect(headers.get('X-Powered-By')).toBeNull();
  },
);

it('sends a page once and 304 to whoever has it, until it changes', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const first = await viewer.app.request('/servers');
  expect(first.headers.get('Cache-Control')).toBe('no-cache');
  const headers = { 'If-None-Match': `"other", W/${first.headers.get('ETag') ?? ''}` };
  const again = await viewer.app.request('/servers', { headers });
  expect([again.status, await again.text()]).toEqual([304, '']);
  await seedServer(test.db);
  viewer.advance();
  expect((await viewer.app.request('/servers', { headers })).status).toBe(200);
});

it('shares what it read for a second', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  expect(await textOf(viewer, '/servers')).toContain('There is no server yet');
  await seedServer(test.db, { name: 'Newcomer' });
  await seedRun(test.db);
  expect(await textOf(viewer, '/servers')).toContain('There is no server yet');
  expect(await textOf(viewer, '/servers/live-state')).toContain('There is no server yet');
  viewer.advance();
  expect(await textOf(viewer, '/servers')).toContain('Newcomer');
});

it('asks the database once a second, however many watch', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const id = await seedServer(test.db);
  // Counts how often the registry is read; `app` here is not bound to read-only transactions, as the real one is.
  await test.db.$client.unsafe(`
    create sequence asked;
    grant usage on sequence asked to rollcall_reader;
    alter table servers rename to servers_read;
    create view servers as select * from servers_read where (select nextval('asked')) > 0;
    grant select on servers to rollcall_reader`);
  const asked = async () => {
    const [row] = await test.db.$client<{ n: number }[]>`
      select case when is_called then last_value::int else 0 end as n from asked`;
    return row?.n;
  };
  const watch = (path: string) =>
    Promise.all(Array.from({ length: 100 }, () => textOf(viewer, path)));
  await watch(`/servers/${id}/live-state`);
  await watch(`/servers/${id}`);
  await watch(`/servers/${id}?tz=Asia/Tokyo`);
  expect(await asked()).toBe(1);
  viewer.advance();
  await watch(`/servers/${id}/live-state`);
  expect(await asked()).toBe(2);
});

it('leads from the root to the list and keeps the zone', async () => {
  await using viewer = createTestApp(nowhere);
  const response = await viewer.app.request('/?tz=Asia/Tokyo');
  expect(response.status).toBe(302);
  expect(response.headers.get('Location')).toBe('/servers?tz=Asia/Tokyo');
});

it('keeps the visitor’s zone in every link of ours', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  await seedServer(test.db);
  const page = await textOf(viewer, '/servers?tz=Asia/Tokyo');
  const links = [
    ...page.matchAll(/(?:href|hx-get)="(\/(?:servers|players)[^"]*)"(?! hx-trigger="input)/g),
  ].map(([, link]) => link);
  expect(links.length).toBeGreaterThan(4);
  for (const link of links) expect(link).toMatch(/[?;]tz=Asia%2FTokyo$/);
  expect(page).toContain('<input type="hidden" name="tz" value="Asia/Tokyo"/>');
});

it.each(['Mars/Olympus', '', '%3Cscript%3E', 'A'.repeat(9_000)])(
  'answers 400 to the time zone %s',
  async (zone) => {
    await using viewer = createTestApp(nowhere);
    for (const path of ['/servers', '/servers/live-state', '/servers/1']) {
      const response = await viewer.app.request(`${path}?tz=${zone}`);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('There is no such time zone');
    }
  },
);

it('answers HEAD as GET without a body', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const response = await viewer.app.request('/servers', { method: 'HEAD' });
  expect([response.status, await response.text()]).toEqual([200, '']);
  expect(response.headers.get('ETag')).not.toBeNull();
});

it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('answers 405 to %s', async (method) => {
  await using viewer = createTestApp(nowhere);
  const response = await viewer.app.request('/servers', { method });
  expect(response.status).toBe(405);
  expect(response.headers.get('Allow')).toBe('GET, HEAD');
});

it.each(['/nothing', '/servers/1/nothing', '/assets/nothing', '/assets/..%2fpackage.json', '/%ff'])(
  'answers 404 to %s',
  async (path) => {
    await using viewer = createTestApp(nowhere);
    const response = await viewer.app.request(path);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('All servers');
  },
);

it('lets browsers keep assets for ever under the address that pages name', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const page = await textOf(viewer, '/servers');
  const urls = [...page.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, url]) => url ?? '');
  expect(urls).toHaveLength(5);
  for (const url of urls) {
    const { status, headers } = await viewer.app.request(url);
    expect(status).toBe(200);
    expect(headers.get('Cache-Control')).toContain('immutable');
    const unnamed = await viewer.app.request(url.replace(/v=.*/, 'v=other'));
    expect(unnamed.headers.get('Cache-Control')).toBe('no-cache');
    const etag = headers.get('ETag') ?? '';
    const known = await viewer.app.request(url, { headers: { 'If-None-Match': etag } });
    expect(known.status).toBe(304);
  }
});

it('says that the database is away, without saying where it should be', async () => {
  await using viewer = createTestApp(nowhere);
  const page = await viewer.app.request('/servers');
  expect(page.status).toBe(503);
  const text = await page.text();
  expect(text).toContain('the database cannot be reached');
  expect(text).not.toContain('127.0.0.1');
  expect((await viewer.app.request('/readyz')).status).toBe(503);
  expect((await viewer.app.request('/healthz')).status).toBe(200);
});

it('refuses to read a schema that is not ours', async () => {
  await using empty = await createEmptyDatabase();
  await using viewer = createTestApp({ readerUrl: empty.url });
  const page = await viewer.app.request('/servers');
  expect(page.status).toBe(503);
  expect(await page.text()).toContain('rollcall migrate');
  expect(await (await viewer.app.request('/readyz')).text()).toContain('rollcall migrate');
});

it('is ready when it can read', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  expect((await viewer.app.request('/readyz')).status).toBe(200);
});

it('tells nothing of the inside when a page fails', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  await test.db.$client`alter table servers rename column group_label to other`;
  const response = await viewer.app.request('/servers');
  expect(response.status).toBe(500);
  expect(await response.text()).not.toMatch(/group_label|select|column|at .*\.ts/i);
});
