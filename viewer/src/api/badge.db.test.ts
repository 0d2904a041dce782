import { createTestDatabase } from '@rollcall/shared/testing';
import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { expect, it } from 'vitest';
import { createTestApp, textOf } from '../testing/app.ts';
import { HOSTILE_NAMES } from '../testing/hostile.ts';
import { secondsAgo, seedAnswering, seedRun, seedServer, seedTrouble } from '../testing/seed.ts';

const labelOf = (svg: string) => /aria-label="([^"]*)"/.exec(svg)?.[1];

it('tells how a server is, and keeps apart empty, down, unknown and not watched', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const runId = await seedRun(test.db);
  const seed = async (name: string, players: number | null) => {
    const id = await seedServer(test.db, { name });
    await seedAnswering(test.db, id, { runId, state: { players, maxPlayers: 8 } });
  };
  await seed('busy', 3);
  await seed('empty', 0);
  await seed('uncounted', null);
  const down = await seedServer(test.db, { name: 'down' });
  await seedAnswering(test.db, down, { runId, lastOkAt: secondsAgo(400) });
  await seedTrouble(test.db, down, 'timeout');
  await seedTrouble(test.db, await seedServer(test.db, { name: 'locked' }), 'auth');
  await seedServer(test.db, { name: 'new' });
  await seedServer(test.db, { name: 'off', enabled: false });
  const labels: unknown[] = [];
  for (let id = 1; id <= 7; id += 1)
    labels.push(labelOf(await textOf(viewer, `/servers/${id}/badge.svg`)));
  expect(labels).toEqual([
    'busy: 3/8',
    'empty: 0/8',
    'uncounted: ?/8',
    'down: no answer',
    'locked: unknown',
    'new: unknown',
    'off: not watched',
  ]);
});

it('tells how much a server was up in a week, and does not take for it what nobody watched', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const seed = async (name: string, upSeconds: number) => {
    const id = await seedServer(test.db, { name });
    await test.db.$client`
      insert into server_hour (server_id, hour, watched_seconds, up_seconds, counted_seconds, player_seconds, joins)
      select ${id}, date_trunc('hour', now(), 'UTC') - n * interval '1 hour', 3600, ${upSeconds}, 3600, 0, 0 from generate_series(1, 20) n`;
  };
  await test.db.$client`update history_mark set summed_until = date_trunc('hour', now(), 'UTC')`;
  await seed('good', 3_600);
  await seed('bad', 1_800);
  await seedServer(test.db, { name: 'new' });
  const badges = await Promise.all(
    [1, 2, 3].map((id) => textOf(viewer, `/servers/${id}/uptime.svg`)),
  );
  expect(badges.map(labelOf)).toEqual([
    'good: up 100 % in 7 d',
    'bad: up 50.0 % in 7 d',
    'new: uptime unknown',
  ]);
  expect(badges.map((svg) => svg.includes('#a8261c'))).toEqual([false, true, false]);
  expect((await viewer.app.request('/servers/9/uptime.svg')).status).toBe(404);
});

it('may be shown by other sites, who ask for it rarely', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  await seedServer(test.db);
  const { headers } = await viewer.app.request('/servers/1/badge.svg');
  expect(headers.get('Content-Type')).toBe('image/svg+xml');
  expect(headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
  expect(headers.get('Cache-Control')).toBe('public, max-age=30');
  expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'");
  const known = { 'If-None-Match': headers.get('ETag') ?? '' };
  const again = await viewer.app.request('/servers/1/badge.svg', { headers: known });
  expect(again.status).toBe(304);
  expect(again.headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
  const page = await viewer.app.request('/servers/1');
  expect(page.headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin');
});

it('shows hostile names as text of a bounded width', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const names = [
    ...HOSTILE_NAMES,
    'a\u0001\u001b[31m\nb',
    'Z' + '\u0351'.repeat(500),
    '👩‍👩‍👧‍👦'.repeat(40),
  ];
  for (const name of names) await seedServer(test.db, { name });
  for (const [n, name] of names.entries()) {
    const svg = await textOf(viewer, `/servers/${n + 1}/badge.svg`);
    using document = XmlDocument.fromString(svg);
    const drawn = new Set(
      document.find('//*').map((node) => (node instanceof XmlElement ? node.name : '')),
    );
    expect(drawn, name).toEqual(new Set(['svg', 'clipPath', 'rect', 'g', 'path', 'text']));
    expect(document.find('//@*[starts-with(name(), "on") or name() = "href"]')).toEqual([]);
    expect(svg).not.toMatch(/[\p{Cc}\u202e\u2067]/u);
    expect(Number(/width="(\d+)"/.exec(svg)?.[1])).toBeLessThan(350);
  }
});

it.each([
  ['/servers/1/badge.svg', 404],
  ['/servers/x/badge.svg', 404],
])('answers %s with status %i and a problem document', async (path, status) => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const response = await viewer.app.request(path);
  expect(response.status).toBe(status);
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
});
