import { AxeBuilder } from '@axe-core/playwright';
import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { browserProblem, launchBrowser, openPage } from '../testing/browser.ts';
import { startTestViewer } from '../testing/viewer.ts';

it.skipIf(browserProblem() !== null)(
  'tells programmers what there is in a page that axe does not object to, and whose links lead somewhere',
  { timeout: 180_000 },
  async () => {
    await using test = await createTestDatabase();
    await using viewer = await startTestViewer(test);
    const browser = await launchBrowser();
    try {
      for (const look of [
        { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
        { colorScheme: 'dark', viewport: { width: 360, height: 700 } },
      ] as const) {
        await using watched = await openPage(browser, look);
        const { page } = watched;
        await page.goto(`${viewer.url}/api`);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(
          look.viewport.width,
        );
        expect(watched.complaints).toEqual([]);
      }
      await using watched = await openPage(browser, { javaScriptEnabled: false });
      await watched.page.goto(`${viewer.url}/api`);
      const links = await watched.page.locator('main a[href^="/"]').all();
      expect(links.length).toBeGreaterThan(8);
      for (const link of links) {
        const href = await link.getAttribute('href');
        const { status } = await fetch(viewer.url + String(href));
        expect([href, status]).toEqual([href, 200]);
      }
    } finally {
      await browser.close();
    }
  },
);
