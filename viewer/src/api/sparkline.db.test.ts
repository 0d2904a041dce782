import { serverReachability, serverState, serverWatch } from '@rollcall/shared/schema';
import { createTestDatabase } from '@rollcall/shared/testing';
import { XmlDocument } from 'libxml2-wasm';
import { expect, it } from 'vitest';
import { createTestApp, textOf } from '../testing/app.ts';
import { HOSTILE_NAMES } from '../testing/hostile.ts';
import { secondsAgo, seedRun, seedServer } from '../testing/seed.ts';

const labelOf = (svg: string) => /aria-label="([^"]*)"/.exec(svg)?.[1];
const pathsOf = (svg: string) => [...svg.matchAll(/ d="([^"]*)"/g)].map(([, path]) => path);

it('draws players, outages and what nobody watched apart from each other', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const runId = await seedRun(test.db, 1, { startedAt: secondsAgo(90_000) });
  const serverId = await seedServer(test.db, { name: 'Versus 1' });
  await test.db.insert(serverWatch).values({ serverId, runId });
  const reach = (status: 'ok' | 'timeout', from: number, to: number | null) =>
    test.db.insert(serverReachability).values({
      serverId,
      status,
      startedAt: secondsAgo(from),
      endedAt: to === null ? null : secondsAgo(to),
    });
  await reach('ok', 50_000, 30_000);
  await reach('timeout', 30_000, 20_000);
  await reach('ok', 20_000, null);
  const state = { serverId, maxPlayers: 8 };
  await test.db.insert(serverState).values([
    { ...state, players: 5, startedAt: secondsAgo(50_000), endedAt: secondsAgo(30_000) },
    { ...state, players: 0, startedAt: secondsAgo(20_000) },
  ]);
  const svg = await textOf(viewer, `/servers/${serverId}/sparkline.svg`);
  expect(labelOf(svg)).toBe(
    'Versus 1: last 24 hours: at most 5 players, with outages, not watched all the time',
  );
  const [unwatched, down, line] = pathsOf(svg);
  expect(unwatched).toMatch(/^M0 0/);
  expect(down).not.toBe('');
  // Two stretches: nobody is said to have been on, or not, in between.
  expect(line?.match(/M/g)).toHaveLength(2);
});

it('draws no line where nothing is known', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  await seedServer(test.db);
  const svg = await textOf(viewer, '/servers/1/sparkline.svg');
  expect(labelOf(svg)).toContain('players not known, not watched all the time');
  expect(pathsOf(svg).slice(1)).toEqual(['', '']);
});

it('may be shown by other sites, whatever servers are called', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  for (const [n, name] of HOSTILE_NAMES.entries()) {
    await seedServer(test.db, { name });
    const response = await viewer.app.request(`/servers/${n + 1}/sparkline.svg`);
    expect(response.headers.get('Cross-Origin-Resource-Policy')).toBe('cross-origin');
    expect(response.headers.get('Content-Type')).toBe('image/svg+xml');
    using document = XmlDocument.fromString(await response.text());
    expect(document.find('//*')).toHaveLength(4);
  }
  expect((await viewer.app.request('/servers/999/sparkline.svg')).status).toBe(404);
});
