import type { Database } from '@rollcall/shared';
import { serverHour, serverReachability, servers } from '@rollcall/shared/schema';
import { createTestDatabase } from '@rollcall/shared/testing';
import { eq } from 'drizzle-orm';
import { XmlDocument, XsdValidator, type XmlNode } from 'libxml2-wasm';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createTestApp, textOf } from '../testing/app.ts';
import { HOSTILE_NAMES } from '../testing/hostile.ts';
import { secondsAgo, seedRun, seedServer } from '../testing/seed.ts';

const ATOM = { a: 'http://www.w3.org/2005/Atom' };
const grammar = XmlDocument.fromBuffer(readFileSync(new URL('fixtures/atom.xsd', import.meta.url)));
const rfc4287 = XsdValidator.fromDoc(grammar);
const DAY = 86_400;

/** The entries of a feed that is one. */
function entriesOf(text: string) {
  using feed = XmlDocument.fromString(text);
  rfc4287.validate(feed);
  const textIn = (entry: XmlNode, name: string) => entry.get(`a:${name}`, ATOM)?.content;
  return feed.find('/a:feed/a:entry', ATOM).map((entry) => ({
    id: textIn(entry, 'id'),
    title: textIn(entry, 'title'),
    updated: textIn(entry, 'updated'),
    summary: textIn(entry, 'summary'),
  }));
}

type Status = 'ok' | 'auth' | 'timeout' | 'unreachable';

/** One after the other, each beginning where the one before ends; null goes on. */
async function seedReaches(
  db: Database,
  serverId: number,
  begin: number,
  reaches: readonly (readonly [Status, number | null])[],
) {
  let startedAt = secondsAgo(begin);
  for (const [status, seconds] of reaches) {
    const endedAt = seconds === null ? null : new Date(startedAt.getTime() + seconds * 1_000);
    await db.insert(serverReachability).values({ serverId, status, startedAt, endedAt });
    startedAt = endedAt ?? startedAt;
  }
}

async function seedPeaks(
  db: Database,
  serverId: number,
  peaks: Readonly<Record<number, number | null>>,
) {
  for (const [days, peakPlayers] of Object.entries(peaks)) {
    const hour = new Date(
      Math.floor((Date.now() - Number(days) * DAY * 1_000) / 3_600_000) * 3_600_000,
    );
    const sums = {
      watchedSeconds: 3_600,
      upSeconds: 3_600,
      countedSeconds: 3_600,
      playerSeconds: 0,
      joins: 0,
    };
    await db.insert(serverHour).values({ serverId, hour, peakPlayers, ...sums });
  }
}

it('is a feed also when there is nothing to tell', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  await seedServer(test.db);
  for (const path of ['/feed.atom', '/servers/1/feed.atom']) {
    const response = await viewer.app.request(path);
    expect(response.headers.get('Content-Type')).toBe('application/atom+xml');
    expect(entriesOf(await response.text())).toEqual([]);
  }
  expect((await viewer.app.request('/servers/2/feed.atom')).status).toBe(404);
});

it('tells an outage once, whatever its reasons, and keeps its id when it ends', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  await seedRun(test.db);
  const id = await seedServer(test.db, { name: 'Versus 1' });
  await seedReaches(test.db, id, 9_000, [
    ['ok', 3_000],
    ['timeout', 40],
    ['unreachable', 3_500],
    ['ok', 100],
    ['timeout', 10],
    ['ok', 1_350],
    ['unreachable', null],
  ]);
  const [ongoing, past, ...others] = entriesOf(await textOf(viewer, '/feed.atom'));
  expect(others).toEqual([]);
  expect(past?.title).toBe('Versus 1 was down for 59 min: no answer');
  expect(ongoing?.title).toBe('Versus 1 is down: unreachable');
  expect(ongoing?.summary).toContain('no end has been seen');
  await test.db
    .update(serverReachability)
    .set({ endedAt: secondsAgo(0) })
    .where(eq(serverReachability.status, 'unreachable'));
  for (let n = 0; n < 60; n += 1) viewer.advance();
  const [ended] = entriesOf(await textOf(viewer, `/servers/${id}/feed.atom`));
  expect(ended?.id).toBe(ongoing?.id);
  expect(ended?.title).toMatch(/^Versus 1 was down for/);
  expect(ended?.updated).not.toBe(ongoing?.updated);
});

it('does not say that a server is down when nobody asks it any more', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  await seedRun(test.db, 3_000);
  const id = await seedServer(test.db, { name: 'Versus 1' });
  await seedReaches(test.db, id, 4_000, [['timeout', null]]);
  const blink = await seedServer(test.db);
  await seedReaches(test.db, blink, 3_020, [['timeout', null]]);
  const titles = entriesOf(await textOf(viewer, '/feed.atom')).map(({ title }) => title);
  expect(titles).toEqual(['Versus 1 was down when last asked: no answer']);
});

it('tells new records, but not those of a server’s first week', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const old = await seedServer(test.db, { name: 'old' });
  await seedPeaks(test.db, old, {
    90: 5,
    60: 9,
    40: null,
    20: 12,
    15: 12,
    10: 11,
    5: 14,
    2: 0,
    1: 13,
  });
  const young = await seedServer(test.db, { name: 'young' });
  await seedPeaks(test.db, young, { 10: 1, 8: 5, 4: 7, 2: 9 });
  await seedPeaks(test.db, await seedServer(test.db, { name: 'first' }), { 6: 1, 1: 9 });
  const entries = entriesOf(await textOf(viewer, '/feed.atom'));
  expect(entries.map(({ title }) => title)).toEqual([
    'young had 9 players at once: a record',
    'old had 14 players at once: a record',
    'old had 12 players at once: a record',
  ]);
  expect(entries[2]?.summary).toContain('The record before was 9.');
  expect(entriesOf(await textOf(viewer, `/servers/${old}/feed.atom`))).toEqual(entries.slice(1));
});

it('names what happened so that no other installation names it alike', async () => {
  const ids: unknown[] = [];
  for (const createdAt of [secondsAgo(90), secondsAgo(80)]) {
    await using test = await createTestDatabase();
    await using viewer = createTestApp(test);
    await seedRun(test.db);
    const id = await seedServer(test.db, { createdAt });
    const startedAt = new Date(Date.now() - (Date.now() % DAY) - 3_600_000);
    await test.db.insert(serverReachability).values({ serverId: id, status: 'timeout', startedAt });
    ids.push(entriesOf(await textOf(viewer, '/feed.atom'))[0]?.id);
  }
  expect(ids[0]).toMatch(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(ids[0]).not.toBe(ids[1]);
});

it('is well formed whatever servers are called and hosts are claimed', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  await seedRun(test.db);
  const names = [...HOSTILE_NAMES, ']]>', '&bogus;', 'a\u0001\u001b\ufffe'];
  for (const name of names) {
    await seedReaches(test.db, await seedServer(test.db, { name }), 900, [['timeout', null]]);
  }
  for (const host of ['"><x', 'evil.example/?', 'a b', '[::1]:8080', 'rollcall.example']) {
    const headers = { Host: host, 'X-Forwarded-Proto': host.startsWith('r') ? 'https' : '"><x' };
    const text = await (await viewer.app.request('/feed.atom', { headers })).text();
    expect(entriesOf(text)).toHaveLength(names.length);
    const origins = {
      '[::1]:8080': 'http://[::1]:8080',
      'rollcall.example': 'https://rollcall.example',
    };
    const origin =
      Object.entries(origins).find(([name]) => name === host)?.[1] ?? 'http://localhost';
    expect(text).toContain(`<link rel="alternate" type="text/html" href="${origin}/servers"/>`);
  }
});

it('says nothing of servers that were removed', async () => {
  await using test = await createTestDatabase();
  await using viewer = createTestApp(test);
  const id = await seedServer(test.db);
  await seedReaches(test.db, id, 900, [['timeout', null]]);
  await seedPeaks(test.db, id, { 20: 1, 2: 4 });
  await test.db.update(servers).set({ removedAt: new Date() });
  expect(entriesOf(await textOf(viewer, '/feed.atom'))).toEqual([]);
});
