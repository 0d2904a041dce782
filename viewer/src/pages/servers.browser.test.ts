import { createTestDatabase } from '@rollcall/shared/testing';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { browserProblem, launchBrowser, openPage } from '../testing/browser.ts';
import { seedBusyHistory } from '../testing/busy-history.ts';
import { startTestViewer } from '../testing/viewer.ts';

/** All the same at each: what is stale stays so however slow the machine is. */
const CONFIG = { LIVE_STATE_STALE_SECONDS: 3_600, LIVE_STATE_POLL_SECONDS: 1 } as const;

describe.skipIf(browserProblem() !== null)('the list in a browser', { timeout: 120_000 }, () => {
  let browser: Browser;
  let test: Awaited<ReturnType<typeof createTestDatabase>>;
  let viewer: Awaited<ReturnType<typeof startTestViewer>>;
  beforeAll(async () => {
    browser = await launchBrowser();
    test = await createTestDatabase();
    await seedBusyHistory(test.db, { servers: 18, days: 2, players: 300 });
    viewer = await startTestViewer(test, CONFIG);
  });
  afterAll(async () => {
    await viewer[Symbol.asyncDispose]();
    await test[Symbol.asyncDispose]();
    await browser.close();
  });

  it('finds while somebody types, and goes on refreshing what was found', async () => {
    await using watched = await openPage(browser);
    const { page } = watched;
    await page.goto(`${viewer.url}/servers?tz=Asia/Tokyo`);
    const box = page.getByRole('searchbox', { name: 'Find servers' });
    await box.pressSequentially('wing');
    await page.getByText('of 18 servers').waitFor();
    const names = await page.locator('.server .name a').allInnerTexts();
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(name).toContain('Wingman');
    expect(page.url()).toBe(`${viewer.url}/servers?q=wing&tz=Asia%2FTokyo`);
    const refreshed = await page.waitForResponse((answer) => answer.url().includes('live-state'));
    expect(new URL(refreshed.url()).search).toBe('?q=wing&tz=Asia%2FTokyo');
    expect(await box.inputValue()).toBe('wing');
    await page.getByLabel('Group').selectOption('L4D2 Versus');
    await page.getByText('No server is like that.').waitFor();
    await page.getByRole('link', { name: 'Show all servers' }).click();
    await page.locator('.server').nth(17).waitFor();
    expect(watched.complaints).toEqual([]);
  });

  it('shows what was typed last, whatever is answered late', async () => {
    await using watched = await openPage(browser);
    const { page } = watched;
    await page.goto(`${viewer.url}/servers`);
    const late: (() => Promise<void>)[] = [];
    let holding = true;
    // A refresh of the whole list, and the answer to the first letters.
    await page.route(/live-state$|q=win?(&|$)/, (route) => {
      // A request that was replaced meanwhile cannot go on.
      const go = () => route.continue().catch(() => undefined);
      if (holding) late.push(go);
      else void go();
    });
    const box = page.getByRole('searchbox', { name: 'Find servers' });
    const heldBack = (n: number) =>
      vi.waitFor(() => {
        expect(late.length).toBeGreaterThanOrEqual(n);
      }, 20_000);
    await heldBack(1);
    await box.fill('wi');
    await heldBack(2);
    await box.fill('win');
    await box.fill('wing');
    await page.getByText('of 18 servers').waitFor();
    const refreshed = page.waitForResponse(/live-state\?q=wing$/);
    holding = false;
    for (const go of late) await go();
    // The list asks one thing after the other: what was late has come by now.
    await refreshed;
    const names = await page.locator('.server .name a').allInnerTexts();
    expect(names.filter((name) => !name.includes('Wingman'))).toEqual([]);
    expect(page.url()).toBe(`${viewer.url}/servers?q=wing`);
  });

  it('finds, filters and sorts without JavaScript, by keyboard', async () => {
    await using watched = await openPage(browser, { javaScriptEnabled: false });
    const { page } = watched;
    await page.goto(`${viewer.url}/servers`);
    await page.getByLabel('Group').selectOption('Counter-Strike');
    await page.getByRole('button', { name: 'Show' }).press('Enter');
    await page.getByText('of 18 servers').waitFor();
    await page.getByRole('link', { name: 'Most players' }).press('Enter');
    await page.waitForURL(/sort=players&group=Counter-Strike/);
    expect(await page.getByLabel('Group').inputValue()).toBe('Counter-Strike');
    expect(watched.complaints).toEqual([]);
  });

  it.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('has nothing that axe objects to, %s and %i wide', async (colorScheme, width) => {
    const viewport = { width, height: 800 };
    await using watched = await openPage(browser, { colorScheme, viewport });
    for (const path of ['/servers?tz=Asia/Kolkata', '/servers?sort=uptime&q=s']) {
      await watched.page.goto(viewer.url + path);
      const { violations } = await new AxeBuilder({ page: watched.page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
      expect(await watched.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
    expect(watched.complaints).toEqual([]);
  });
});
