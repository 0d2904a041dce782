import { AxeBuilder } from '@axe-core/playwright';
import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserProblem, launchBrowser, openPage } from '../../testing/browser.ts';
import { seedRun, seedServer, seedSession, steamId } from '../../testing/seed.ts';
import { startTestViewer } from '../../testing/viewer.ts';

const problem = browserProblem();

/** A server with every kind of time in one day, and an evening to ask about; returns its id. */
async function seedDay(test: TestDatabase): Promise<number> {
  const serverId = await seedServer(test.db, { name: 'Versus 1' });
  await seedRun(test.db, 1);
  await test.db.$client`
    insert into server_reachability (server_id, status, detail, started_at, ended_at) values
      (${serverId}, 'ok', null, '2026-10-25 00:00Z', '2026-10-25 12:00Z'),
      (${serverId}, 'timeout', 'no answer within 2000 ms', '2026-10-25 12:00Z', '2026-10-25 13:00Z'),
      (${serverId}, 'ok', null, '2026-10-25 13:00Z', '2026-10-25 20:00Z')`;
  await test.db.$client`
    insert into server_state (server_id, started_at, ended_at, players, max_players, map) values
      (${serverId}, '2026-10-25 00:00Z', '2026-10-25 06:00Z', 0, 4, 'c1m1_hotel'),
      (${serverId}, '2026-10-25 06:00Z', '2026-10-25 12:00Z', 3, 4, 'c1m2_streets'),
      (${serverId}, '2026-10-25 13:00Z', '2026-10-25 20:00Z', 1, 4, 'c1m3_mall')`;
  for (const [n, nameAtJoin] of ['crone', 'Wanja', '<b>miel'].entries()) {
    await seedSession(test.db, {
      serverId,
      playerId: steamId(n),
      nameAtJoin,
      joinedAt: new Date('2026-10-25T06:00:00Z'),
      leftAt: new Date(`2026-10-25T1${n}:00:00Z`),
    });
  }
  return serverId;
}

const DAY = '?from=2026-10-25&to=2026-10-26';

describe.skipIf(problem !== null)('the history in a browser', { timeout: 120_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('reads the chart out by pointer, and leads from there to who was on', async () => {
    await using test = await createTestDatabase();
    const id = await seedDay(test);
    await using viewer = await startTestViewer(test, { VIEWER_TIME_ZONE: 'Asia/Kolkata' });
    await using watched = await openPage(browser);
    const { page } = watched;
    await page.goto(`${viewer.url}/servers/${id}?from=2026-10-25T00:00Z&to=2026-10-26T00:00Z`);
    const plot = page.locator('#plot');
    const width = (await plot.boundingBox())?.width ?? 0;
    const pointAt = (hour: number) => ({ x: (width * hour) / 24, y: 60 });
    await plot.hover({ position: pointAt(9) });
    const readout = () => page.locator('.readout').innerText();
    await expect.poll(readout).toMatch(/^25 Oct, 14:\d\d:\d\d · 3 players · c1m2_streets$/);
    await plot.hover({ position: pointAt(12.5) });
    await expect.poll(readout).toContain('· no answer');
    await plot.hover({ position: pointAt(22) });
    await expect.poll(readout).toContain('· not watched');
    await plot.click({ position: pointAt(9) });
    await page.locator('#moment').waitFor();
    expect(await page.locator('#moment .name').allInnerTexts()).toEqual([
      'crone',
      'Wanja',
      '<b>miel',
    ]);
    // A pixel is a minute and a half; the address follows the swap.
    await page.waitForURL(/[?&]at=/);
    const at = Date.parse(new URL(page.url()).searchParams.get('at') ?? '');
    expect(Math.abs(at - Date.parse('2026-10-25T09:00:00Z'))).toBeLessThan(5 * 60_000);
    // The end of it: who was there until then is not on any more.
    await page.getByRole('link', { name: 'next change' }).click();
    await page.getByText('The server did not answer then').waitFor();
    await page.goBack();
    await page.locator('#moment').getByText('<b>miel').waitFor();
    expect(watched.complaints).toEqual([]);
  });

  it('can be read by keys alone, and keeps its place when it shows who was on', async () => {
    await using test = await createTestDatabase();
    const id = await seedDay(test);
    await using viewer = await startTestViewer(test);
    await using watched = await openPage(browser);
    const { page } = watched;
    await page.goto(`${viewer.url}/servers/${id}${DAY}`);
    const slider = page.getByRole('slider', { name: 'Moment in the chart' });
    await slider.focus();
    const said = () => slider.getAttribute('aria-valuetext');
    await expect.poll(said).toContain('not watched');
    await page.keyboard.press('Home');
    const first = '25 Oct, 00:00:00 · 0 players · c1m1_hotel';
    await expect.poll(said).toBe(first);
    // Another part of the page refreshes itself; when it asks again, what it was told before has been shown.
    for (let time = 0; time < 2; time += 1) await page.waitForResponse(/live-state/);
    expect(await said()).toBe(first);
    await page.keyboard.press('ArrowRight');
    await expect.poll(said).toBe('25 Oct, 06:00:00 · 3 players · c1m2_streets');
    await page.keyboard.press('Enter');
    await page.locator('#moment').waitFor();
    expect(await page.locator('#moment .player').count()).toBe(3);
    // The swap takes the focus away, and what follows it gives it back.
    const focused = () => page.evaluate("document.activeElement.getAttribute('role')");
    await expect.poll(focused).toBe('slider');
    await page.keyboard.press('ArrowRight');
    await expect.poll(said).toBe('25 Oct, 12:00:00 · no answer');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(said).toContain('06:00:00');
    expect(watched.complaints).toEqual([]);
  });

  it('changes the period without loading the page anew, and goes back', async () => {
    await using test = await createTestDatabase();
    const id = await seedDay(test);
    await using viewer = await startTestViewer(test);
    await using watched = await openPage(browser);
    const { page } = watched;
    await page.goto(`${viewer.url}/servers/${id}`);
    await page.evaluate('window.stayed = true');
    await page.getByRole('link', { name: 'Last 7 days' }).click();
    await page.locator('#range-7d[aria-current]').waitFor();
    await page.waitForURL((url) => url.search === '?range=7d');
    expect(await page.evaluate('window.stayed')).toBe(true);
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('range-7d');
    await page.goBack();
    await page.locator('#range-24h[aria-current]').waitFor();
    expect(watched.complaints).toEqual([]);
  });

  it('tells everything without JavaScript, and has nothing that axe objects to', async () => {
    await using test = await createTestDatabase();
    const id = await seedDay(test);
    await using viewer = await startTestViewer(test);
    await using plain = await openPage(browser, { javaScriptEnabled: false });
    await plain.page.goto(`${viewer.url}/servers/${id}${DAY}`);
    expect(await plain.page.getByRole('img', { name: '3 of 4 players at most' }).count()).toBe(1);
    await plain.page.locator('[name=at]').fill('2026-10-25T11:30:00');
    await plain.page.locator('.moment-form button').click();
    expect(await plain.page.locator('#moment .name').allInnerTexts()).toEqual(['<b>miel']);
    for (const colorScheme of ['light', 'dark'] as const) {
      const viewport = { width: colorScheme === 'light' ? 1280 : 360, height: 800 };
      await using watched = await openPage(browser, { colorScheme, viewport });
      await watched.page.goto(plain.page.url());
      await watched.page.locator('#history-table summary').click();
      await watched.page.locator('#plot').focus();
      const { violations } = await new AxeBuilder({ page: watched.page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
      const wide = await watched.page.evaluate('document.documentElement.scrollWidth');
      expect(wide).toBe(viewport.width);
      expect(watched.complaints).toEqual([]);
    }
  });
});
