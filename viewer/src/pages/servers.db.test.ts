import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { secondsAgo, seedAnswering, seedRun, seedServer, seedTrouble } from '../testing/seed.ts';
import { HOSTILE_NAMES } from '../testing/hostile.ts';
import { cellOf, createTestApp, strangeTags, textOf } from '../testing/app.ts';

it('shows each kind of server in its own words', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const runId = await seedRun(test.db);
  const active = await seedServer(test.db);
  await seedAnswering(test.db, active, { runId });
  const idle = await seedServer(test.db);
  const asleep = { players: 0, hibernating: true, map: 'c1m1_hotel' };
  await seedAnswering(test.db, idle, { runId, state: asleep });
  const stale = await seedServer(test.db);
  await seedAnswering(test.db, stale, { runId, lastOkAt: secondsAgo(130) });
  await seedTrouble(test.db, stale, 'timeout');
  const disabled = await seedServer(test.db, { enabled: false });
  const auth = await seedServer(test.db);
  await seedTrouble(test.db, auth, 'auth');
  const unreachable = await seedServer(test.db);
  await seedTrouble(test.db, unreachable, 'unreachable');
  const unpolled = await seedServer(test.db);
  const untold = await seedServer(test.db);
  const nothingTold = { players: null, maxPlayers: null, map: null, bots: null, hibernating: null };
  await seedAnswering(test.db, untold, { runId, state: nothingTold });

  const page = await textOf(viewer, '/servers');
  expect(cellOf(page, active)).toBe('2/4 · c1m2_streets');
  expect(cellOf(page, idle)).toBe('0/4 · idle · c1m1_hotel');
  expect(cellOf(page, stale)).toBe('? no answer last seen 2 min ago');
  expect(cellOf(page, disabled)).toBe('—');
  expect(cellOf(page, auth)).toBe('? wrong password');
  expect(cellOf(page, unreachable)).toBe('? unreachable');
  expect(cellOf(page, unpolled)).toBe('? not polled yet');
  expect(cellOf(page, untold)).toBe('?/?');
  expect(page).toContain('<b>2</b> players on 2 servers');
  expect(page).toContain('5 servers not known');
  expect(page).not.toContain('No collector');
});

it('says that a state is not known once the time last seen is too long ago', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const id = await seedServer(test.db);
  await seedAnswering(test.db, id, {
    runId: await seedRun(test.db, 3_700),
    state: { startedAt: secondsAgo(7_200) },
  });
  const page = await textOf(viewer, '/servers');
  expect(cellOf(page, id)).toBe('? last seen 1 h 1 min ago');
  expect(page).toContain('No collector is running since');
  expect(page).toContain('<b>?</b> players');
});

it('names nobody’s trouble while no collector is there to know of it', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const id = await seedServer(test.db);
  await seedTrouble(test.db, id, 'auth');
  await seedRun(test.db, 1, { stoppedAt: secondsAgo(1) });
  const page = await textOf(viewer, '/servers');
  expect(cellOf(page, id)).toBe('?');
  expect(page).toContain('No collector is running since');
});

it('says what to do when there is no server, and when no collector has run', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  expect(await textOf(viewer, '/servers')).toContain('rollcall servers add');
  await seedServer(test.db);
  viewer.advance();
  expect(await textOf(viewer, '/servers')).toContain('No collector has run yet');
});

it('lists servers by group and natural order of their names, without those removed', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  for (const [name, groupLabel] of [
    ['Alone', null],
    ['Versus 10', 'Versus'],
    ['Versus 2', 'Versus'],
    ['Finale', 'Campaign'],
  ] as const) {
    await seedServer(test.db, { name, groupLabel });
  }
  await seedServer(test.db, { name: 'Gone', removedAt: new Date() });
  const page = await textOf(viewer, '/servers/live-state');
  const order = ['Campaign', 'Finale', 'Versus', 'Versus 2', 'Versus 10', 'Other servers', 'Alone'];
  const places = order.map((text) => page.indexOf(`>${text}<`));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(page).not.toContain('Gone');
});

it('shows hostile names as text, wherever they stand', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const runId = await seedRun(test.db);
  const paths = ['/servers', '/servers/live-state'];
  for (const name of HOSTILE_NAMES) {
    const id = await seedServer(test.db, { name: `${name}.`, groupLabel: name, host: name });
    await seedAnswering(test.db, id, { runId, state: { map: name } });
    paths.push(`/servers/${id}`);
  }
  for (const path of paths) expect(strangeTags(await textOf(viewer, path))).toEqual([]);
  const page = await textOf(viewer, '/servers');
  expect(page.match(/<li class="server /g)).toHaveLength(HOSTILE_NAMES.length);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;.');
});

it.each([
  '<script>alert(1)</script>',
  '<p onclick="x">',
  "<p title='x'>",
  '<b style="x">',
  '<form>',
  '<hx-partial id="x">',
])('would notice %s among our tags', (strange) => {
  expect(strangeTags(`<ul class="a b"><li>${strange}</li></ul>`)).not.toEqual([]);
});
