import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { browserProblem, launchBrowser, openPage } from '../testing/browser.ts';
import { seedServer } from '../testing/seed.ts';
import { startTestViewer } from '../testing/viewer.ts';

it.skipIf(browserProblem() !== null)(
  'shows a page on the clocks of another zone, with and without JavaScript',
  { timeout: 120_000 },
  async () => {
    await using test = await createTestDatabase();
    const id = await seedServer(test.db);
    await using viewer = await startTestViewer(test, { VIEWER_TIME_ZONE: 'Asia/Kolkata' });
    const browser = await launchBrowser();
    try {
      await using watched = await openPage(browser, { timezoneId: 'America/St_Johns' });
      const { page } = watched;
      await page.goto(`${viewer.url}/servers/${id}?range=7d`);
      await page.getByText('Times in Asia/Kolkata').click();
      await page.getByRole('button', { name: 'Mine: America/St_Johns' }).click();
      await page.getByText('Times in America/St Johns').waitFor();
      const { search } = new URL(page.url());
      expect([...new URLSearchParams(search)].sort()).toEqual([
        ['range', '7d'],
        ['tz', 'America/St_Johns'],
      ]);
      expect(watched.complaints).toEqual([]);

      await using plain = await openPage(browser, { javaScriptEnabled: false });
      await plain.page.goto(`${viewer.url}/players`);
      await plain.page.getByText('Times in Asia/Kolkata').click();
      await plain.page.getByRole('textbox', { name: 'Time zone' }).fill('Europe/Berlin');
      await plain.page.keyboard.press('Enter');
      await plain.page.getByText('Times in Europe/Berlin').waitFor();
    } finally {
      await browser.close();
    }
  },
);
