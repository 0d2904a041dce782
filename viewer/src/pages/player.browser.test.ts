import { AxeBuilder } from '@axe-core/playwright';
import { playerNameSeen } from '@rollcall/shared/schema';
import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserProblem, launchBrowser, NUMBER_GROWS, openPage } from '../testing/browser.ts';
import { seedBusyFleet } from '../testing/busy-fleet.ts';
import { HOSTILE_NAMES } from '../testing/hostile.ts';
import { secondsAgo, seedSession, steamId } from '../testing/seed.ts';
import { startTestViewer } from '../testing/viewer.ts';

const problem = browserProblem();
if (problem !== null) process.stderr.write(`browser tests are skipped: ${problem}\n`);

/** Who plays at the same time as others, has played for weeks, and was called every hostile name. */
const PLAYER = steamId(100);

async function seedHistory({ db }: TestDatabase) {
  const serverId = await seedBusyFleet(db);
  for (let n = 1; n < 60; n += 1) {
    const joinedAt = secondsAgo(n * 30_000);
    const leftAt = new Date(joinedAt.getTime() + 3_000_000);
    const nameAtJoin = HOSTILE_NAMES[n % HOSTILE_NAMES.length] ?? '';
    await seedSession(db, { serverId, playerId: PLAYER, joinedAt, leftAt, nameAtJoin });
  }
  const seen = { firstSeenAt: secondsAgo(90_000), lastSeenAt: secondsAgo(60_000) };
  await db
    .insert(playerNameSeen)
    .values(['crone', ...HOSTILE_NAMES].map((name) => ({ playerId: PLAYER, name, ...seen })));
}

describe.skipIf(problem !== null)('players in a browser', { timeout: 120_000 }, () => {
  let browser: Browser;
  let test: TestDatabase;
  beforeAll(async () => {
    browser = await launchBrowser();
    test = await createTestDatabase();
    await seedHistory(test);
  });
  afterAll(async () => {
    await browser.close();
    await test[Symbol.asyncDispose]();
  });

  it('are found with the keyboard alone, without JavaScript, and paged through', async () => {
    await using viewer = await startTestViewer(test);
    await using watched = await openPage(browser, { javaScriptEnabled: false });
    const { page } = watched;
    await page.goto(`${viewer.url}/players?tz=Asia%2FKolkata`);
    await page.locator('#find-player').focus();
    await page.keyboard.type('CRÖN');
    await page.keyboard.press('Enter');
    await page.locator('mark').waitFor();
    expect(await page.locator('mark').innerText()).toBe('cron');
    await page.getByRole('link', { name: 'crone', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Playing now').waitFor();
    expect(page.url()).toBe(`${viewer.url}/players/${PLAYER}?tz=Asia%2FKolkata`);
    await page.getByRole('link', { name: 'Earlier sessions' }).click();
    await page.getByRole('link', { name: 'Newest sessions' }).waitFor();
    expect(await page.locator('.sessions tbody tr').count()).toBe(10);
    expect(watched.complaints).toEqual([]);
  });

  it('keep focus and layout when the page refreshes itself', async () => {
    await using viewer = await startTestViewer(test);
    await using watched = await openPage(browser);
    const { page } = watched;
    await page.goto(`${viewer.url}/players/${PLAYER}`);
    await page.evaluate(`
      window.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.shift += entry.value;
      }).observe({ type: 'layout-shift', buffered: true })`);
    const link = page.getByRole('link', { name: 'Profile on Steam' });
    await link.focus();
    for (let n = 0; n < 2; n += 1) {
      await page.waitForResponse((response) => response.url().includes(`/players/${PLAYER}`));
    }
    expect(await page.evaluate('document.activeElement.innerText')).toBe('Profile on Steam');
    expect(await page.evaluate('window.shift')).toBeLessThan(NUMBER_GROWS);
    // As large as Steam's pictures: in a larger frame the placeholder shows behind them.
    const frame = await page.locator('.profile .face .avatar').boundingBox();
    expect(frame).toMatchObject({ width: 64, height: 64 });
    expect(watched.complaints).toEqual([]);
  });

  it.each([
    { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
    { colorScheme: 'dark', viewport: { width: 360, height: 700 } },
  ] as const)('have nothing that axe objects to, %o', async (look) => {
    // What refreshes itself meanwhile only takes time from axe, or is late.
    await using viewer = await startTestViewer(test, { LIVE_STATE_POLL_SECONDS: 3_600 });
    await using watched = await openPage(browser, look);
    const { page } = watched;
    const paths = ['?q=e', '?q=steamcommunity.com/id/crone'];
    for (const path of [`/${PLAYER}`, ...paths]) {
      await page.goto(`${viewer.url}/players${path}`);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [path, id, nodes[0]?.html])).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.viewport.width);
    }
    expect(watched.complaints).toEqual([]);
  });
});
