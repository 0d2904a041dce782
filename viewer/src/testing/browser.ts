import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A number that gets a digit more moves the words after it by a letter: 0.00002. A line more or less is a thousand times as much. */
export const NUMBER_GROWS = 0.0001;

/** Why there can be no browser tests here; null when there can. */
export function browserProblem(): string | null {
  if (existsSync(CHROMIUM)) return null;
  return `no Chromium at ${CHROMIUM}: set CHROMIUM_PATH`;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGS });
}

export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Everything the browser complained about: console errors, refused content, exceptions. */
  readonly complaints: readonly string[];
}

/** A page of its own, which asks nobody but us: pictures from Steam fail. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  await context.route(/^https:/, (route) => route.abort());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    const aborted = message.text().includes('net::ERR_FAILED');
    if (['error', 'warning'].includes(message.type()) && !aborted) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}
