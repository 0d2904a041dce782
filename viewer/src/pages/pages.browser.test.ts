import { AxeBuilder } from '@axe-core/playwright';
import { servers, serverState } from '@rollcall/shared/schema';
import { createTestDatabase } from '@rollcall/shared/testing';
import { eq } from 'drizzle-orm';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { browserProblem, launchBrowser, NUMBER_GROWS, openPage } from '../testing/browser.ts';
import { seedBusyFleet } from '../testing/busy-fleet.ts';
import { createGate } from '../testing/gate.ts';
import { seedProfile, seedSession, steamId } from '../testing/seed.ts';
import { startTestViewer } from '../testing/viewer.ts';

const problem = browserProblem();
if (problem !== null) process.stderr.write(`browser tests are skipped: ${problem}\n`);

/** Sections that axe sees in tests of their own: the 168 cells of the week cost it ten times as much beside all the rest as alone. */
const OWN_TESTS = ['#week', '#maps', '#top', '#visitors'];

/** Waits until the page has been refreshed by itself so many times. */
async function refreshes(page: Page, times: number) {
  for (let n = 0; n < times; n += 1) {
    await page.waitForResponse((response) => response.url().includes('live-state'));
  }
  // The swap follows the answer.
  await page.evaluate('new Promise((done) => setTimeout(done, 100))');
}

describe.skipIf(problem !== null)('in a browser', { timeout: 180_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('shows what changes in the database, without a complaint of the browser', async () => {
    await using test = await createTestDatabase();
    const id = await seedBusyFleet(test.db);
    await using viewer = await startTestViewer(test);
    await using list = await openPage(browser);
    await using one = await openPage(browser);
    await list.page.goto(`${viewer.url}/servers`);
    await one.page.goto(`${viewer.url}/servers/${id}`);
    expect(await list.page.locator(`#server-${id} .cell`).innerText()).toBe('7/8 · c8m5_rooftop');
    const map = { map: 'c2m1_highway' };
    await test.db.update(serverState).set(map).where(eq(serverState.serverId, id));
    await seedSession(test.db, { serverId: id, playerId: steamId(1), nameAtJoin: '<i>newcomer' });
    await list.page.getByText('7/8 · c2m1_highway').waitFor();
    await one.page.getByText('<i>newcomer').waitFor();
    expect([...list.complaints, ...one.complaints]).toEqual([]);
  });

  it('shows a change as soon as the collector tells of it, long before the next refresh by time', async () => {
    await using test = await createTestDatabase();
    const id = await seedBusyFleet(test.db);
    await using viewer = await startTestViewer(test, { LIVE_STATE_POLL_SECONDS: 3_600 });
    await using list = await openPage(browser);
    await using one = await openPage(browser);
    for (const [watched, path] of [
      [list, '/servers'],
      [one, `/servers/${id}`],
    ] as const) {
      const connected = watched.page.waitForResponse(/events$/);
      await watched.page.goto(`${viewer.url}${path}`);
      await connected;
    }
    const map = { map: 'c2m1_highway' };
    await test.db.update(serverState).set(map).where(eq(serverState.serverId, id));
    await test.db.$client`select pg_notify('rollcall_changes', ${String(id)})`;
    await list.page.getByText('7/8 · c2m1_highway').waitFor();
    await one.page.getByText('7/8 · c2m1_highway').waitFor();
    expect([...list.complaints, ...one.complaints]).toEqual([]);
  });

  it('moves who leaves from those in game to the recent players', async () => {
    await using test = await createTestDatabase();
    const id = await seedBusyFleet(test.db);
    await using viewer = await startTestViewer(test);
    await using watched = await openPage(browser);
    await watched.page.goto(`${viewer.url}/servers/${id}`);
    await watched.page.locator(`#online-${steamId(100)}`).waitFor();
    await test.db.$client`
      update server_player_session set left_at = now(), last_seen_at = now(), end_reason = 'left'
      where player_id = ${String(steamId(100))}::bigint`;
    await watched.page.locator(`#online-${steamId(100)}`).waitFor({ state: 'detached' });
    await watched.page.locator(`#recent-${steamId(100)}`).waitFor();
    expect(await watched.page.locator('main').count()).toBe(1);
    expect(watched.complaints).toEqual([]);
  });

  it('counts the age of what it shows on between two refreshes', async () => {
    await using test = await createTestDatabase();
    const id = await seedBusyFleet(test.db);
    await using viewer = await startTestViewer(test, { LIVE_STATE_POLL_SECONDS: 3_600 });
    await using one = await openPage(browser);
    await one.page.goto(`${viewer.url}/servers/${id}`);
    const age = one.page.locator('.polled .age');
    const first = parseInt(await age.innerText(), 10);
    await vi.waitFor(
      async () => {
        expect(parseInt(await age.innerText(), 10)).toBeGreaterThan(first + 1);
      },
      { timeout: 20_000 },
    );
  });

  it('keeps focus, place and layout when it refreshes', async () => {
    await using test = await createTestDatabase();
    const id = await seedBusyFleet(test.db);
    // However slow the machine is: what turns stale looks another way, as it should.
    await using viewer = await startTestViewer(test, { LIVE_STATE_STALE_SECONDS: 3_600 });
    for (const path of ['/servers', `/servers/${id}`]) {
      await using watched = await openPage(browser);
      const { page } = watched;
      await page.goto(viewer.url + path);
      await page.evaluate(`
        window.shifts = [];
        new PerformanceObserver((list) => {
          for (const { value, sources } of list.getEntries()) {
            window.shifts.push([value, ...sources.map(({ node }) => node?.outerHTML ?? node?.nodeValue)]);
          }
        }).observe({ type: 'layout-shift', buffered: true })`);
      const link = page.locator('#fleet a, #live a').nth(3);
      await link.focus();
      const focused = await link.innerText();
      await refreshes(page, 3);
      expect(await page.evaluate('document.activeElement.innerText')).toBe(focused);
      expect(
        await page.evaluate(`window.shifts.filter(([value]) => value > ${NUMBER_GROWS})`),
      ).toEqual([]);
      expect(watched.complaints).toEqual([]);
    }
  });

  it('asks for nothing while nobody looks', async () => {
    await using test = await createTestDatabase();
    await using viewer = await startTestViewer(test);
    await using watched = await openPage(browser);
    const { page } = watched;
    await page.goto(viewer.url);
    await refreshes(page, 1);
    await page.evaluate(
      `Object.defineProperty(document, 'hidden', { value: true, configurable: true })`,
    );
    let asked = 0;
    page.on('request', () => {
      asked += 1;
    });
    await page.evaluate('new Promise((done) => setTimeout(done, 2500))');
    expect(asked).toBe(0);
    const look = page.waitForRequest((request) => request.url().includes('live-state'));
    await page.evaluate(
      `delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))`,
    );
    await look;
  });

  it('says that what it shows is from earlier when refreshes fail, and stops saying so', async () => {
    await using test = await createTestDatabase();
    const id = await seedBusyFleet(test.db);
    await using gate = await createGate(test.readerUrl);
    await gate.open();
    await using viewer = await startTestViewer({ readerUrl: gate.url });
    await using watched = await openPage(browser);
    const { page } = watched;
    await page.goto(`${viewer.url}/servers/${id}`);
    await gate.close();
    await page.locator('#lost').waitFor();
    expect(await page.locator('h1').innerText()).toBe('Versus 1');
    await gate.open();
    await page.locator('#lost').waitFor({ state: 'hidden' });
  });

  it('works without JavaScript', async () => {
    await using test = await createTestDatabase();
    const id = await seedBusyFleet(test.db);
    await using viewer = await startTestViewer(test);
    await using watched = await openPage(browser, { javaScriptEnabled: false });
    const { page } = watched;
    await page.goto(viewer.url);
    await page.getByRole('link', { name: 'Versus 1', exact: true }).click();
    expect(new URL(page.url()).pathname).toBe(`/servers/${id}`);
    await test.db.update(servers).set({ name: 'Renamed' }).where(eq(servers.id, id));
    await vi.waitFor(async () => {
      await page.getByRole('link', { name: 'Refresh' }).click();
      expect(await page.locator('h1').innerText()).toBe('Renamed');
    }, 20_000);
    expect(await page.getByText('Refreshes itself').isVisible()).toBe(false);
    expect(watched.complaints).toEqual([]);
  });

  it('shows the placeholder in the place of a picture that does not come', async () => {
    await using test = await createTestDatabase();
    const id = await seedBusyFleet(test.db);
    const avatarUrl = 'https://avatars.steamstatic.com/gone_medium.jpg';
    await seedProfile(test.db, { steamId64: steamId(101), personaName: 'Wanja', avatarUrl });
    await using viewer = await startTestViewer(test);
    await using watched = await openPage(browser);
    await watched.page.goto(`${viewer.url}/servers/${id}`);
    const picture = watched.page.locator(`#online-${steamId(101)} img`);
    expect(await picture.getAttribute('src')).toBe(avatarUrl);
    const frame = watched.page.locator(`#online-${steamId(101)} .avatar`);
    expect(await frame.boundingBox()).toMatchObject({ width: 48, height: 48 });
    // What is behind it shows: a browser that drew its sign for a broken picture would need room for it.
    expect((await picture.boundingBox())?.width ?? 0).toBe(0);
    expect(watched.complaints).toEqual([]);
  });

  it.each([
    ['light', 1280],
    ['light', 360],
    ['dark', 1280],
    ['dark', 360],
  ] as const)(
    'has nothing that axe objects to, %s, %i wide',
    async (colorScheme, wide) => {
      await using test = await createTestDatabase();
      await using none = await createTestDatabase();
      const id = await seedBusyFleet(test.db);
      // What refreshes itself meanwhile only takes time from axe, or is late.
      const still = { LIVE_STATE_POLL_SECONDS: 3_600 };
      await using viewer = await startTestViewer(test, still);
      await using empty = await startTestViewer(none, still);
      await using stale = await startTestViewer(test, {
        ...still,
        LIVE_STATE_STALE_SECONDS: 0.001,
      });
      const paths = [`${viewer.url}/servers`, `${viewer.url}/servers/${id}`, empty.url];
      paths.push(`${viewer.url}/servers/14`, `${viewer.url}/nothing`);
      paths.push(`${stale.url}/servers`, `${stale.url}/servers/${id}`);
      const viewport = { width: wide, height: 800 };
      await using watched = await openPage(browser, { colorScheme, viewport });
      for (const path of paths) {
        await watched.page.goto(path);
        const axe = new AxeBuilder({ page: watched.page });
        for (const part of OWN_TESTS) axe.exclude(part);
        const { violations } = await axe.analyze();
        expect(
          violations.map(({ id, nodes }) => [id, nodes[0]?.html, nodes[0]?.failureSummary]),
        ).toEqual([]);
        const width = await watched.page.evaluate('document.documentElement.scrollWidth');
        expect(width).toBe(wide);
      }
    },
    180_000,
  );
});
