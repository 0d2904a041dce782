import { AxeBuilder } from '@axe-core/playwright';
import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserProblem, launchBrowser, openPage } from '../testing/browser.ts';
import { seedBusyHistory } from '../testing/busy-history.ts';
import { startTestViewer } from '../testing/viewer.ts';

describe.skipIf(browserProblem() !== null)('the weeks of a server', { timeout: 60_000 }, () => {
  let browser: Browser;
  let test: TestDatabase;
  let id: number;
  beforeAll(async () => {
    browser = await launchBrowser();
    test = await createTestDatabase();
    id = (await seedBusyHistory(test.db, { servers: 3, days: 3, players: 200 })).busiestId;
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await test[Symbol.asyncDispose]();
  });

  it.each([
    [1_280, 'light'],
    [1_280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)(
    'are sound at a width of %i in %s, with nothing cut off and nothing to complain of',
    async (width, colorScheme) => {
      // What refreshes itself meanwhile only takes time from axe, or is late.
      await using viewer = await startTestViewer(test, { LIVE_STATE_POLL_SECONDS: 3_600 });
      await using open = await openPage(browser, {
        viewport: { width, height: 900 },
        colorScheme,
        reducedMotion: 'reduce',
      });
      const { page, complaints } = open;
      await page.goto(`${viewer.url}/servers/${id}?range=7d`);
      await page.locator('#visitors-table summary').click();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
        width,
      );
      for (const part of ['#week', '#maps', '#top', '#visitors']) {
        const { violations } = await new AxeBuilder({ page }).include(part).analyze();
        const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => [id, html]));
        expect(found, part).toEqual([]);
      }
      expect(complaints).toEqual([]);
    },
  );

  it('sort the maps by keyboard, without a script', async () => {
    await using viewer = await startTestViewer(test);
    await using open = await openPage(browser, { javaScriptEnabled: false });
    const { page } = open;
    await page.goto(`${viewer.url}/servers/${id}?range=7d`);
    await page.locator('#maps th a', { hasText: 'Peak' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/range=7d.*maps=peak#maps$/);
    expect(await page.locator('#maps th[aria-sort]').innerText()).toContain('Peak');
  });
});
