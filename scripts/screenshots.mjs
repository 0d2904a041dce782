// Makes the four pictures in docs/ anew, of what `npm run demo:history -- --servers 17 --days 30 --tidy` shows: npm run docs:screenshots
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const base = process.argv[2] ?? 'http://127.0.0.1:8080';
const docs = fileURLToPath(new URL('../docs/', import.meta.url));

/** @param {string} path @returns {Promise<any>} */
const ask = async (path) => (await fetch(`${base}/api/v1${path}`)).json();

/** A picture in the place of one on Steam, which invented players do not have. @param {string} address */
function picture(address) {
  const [hue = 0, turn = 0, shape = 0] = createHash('sha256').update(address).digest();
  const colours = [0, 40].map((more) => `hsl(${(hue * 360) / 256 + more} 45% ${50 + more / 4}%)`);
  const marks = [
    '<circle cx="32" cy="32" r="15"/>',
    '<path d="M14 46 32 14l18 32z"/>',
    '<path d="M18 18h28v28H18z"/>',
    '<path d="M32 12l6 14 14 6-14 6-6 14-6-14-14-6 14-6z"/>',
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64"><rect width="64" height="64" fill="${colours[0]}"/><g fill="${colours[1]}" transform="rotate(${(turn * 90) / 256} 32 32)">${marks[shape % marks.length]}</g></svg>`;
}

/** @type {{ items: { id: number, state: string, maxPlayers: number | null }[] }} */
const { items: servers } = await ask('/servers');
const busy = servers.filter(({ state }) => state === 'active');
const full = busy.find(({ maxPlayers }) => maxPlayers === 24) ?? busy[0];
/** @type {{ items: { playerId: string }[] }} */
const { items: best } = await ask(`/servers/${busy[0]?.id}/top-players`);
/** @type {{ avatarUrl: string | null }[]} */
const players = await Promise.all(best.map(({ playerId }) => ask(`/players/${playerId}`)));
const seen =
  best[
    Math.max(
      0,
      players.findIndex(({ avatarUrl }) => avatarUrl !== null),
    )
  ];

const shots = [
  { name: 'servers', path: '/servers', width: 1280, height: 1000, scheme: 'light', scale: 1 },
  {
    name: 'server',
    path: `/servers/${full?.id}`,
    width: 1280,
    height: 1500,
    scheme: 'dark',
    scale: 1,
  },
  {
    name: 'player',
    path: `/players/${seen?.playerId}`,
    width: 1280,
    height: 1000,
    scheme: 'light',
    scale: 1,
  },
  {
    name: 'phone',
    path: `/servers/${busy[0]?.id}#history-heading`,
    width: 390,
    height: 844,
    scheme: 'light',
    scale: 2,
  },
];

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
for (const { name, path, width, height, scheme, scale } of shots) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme === 'dark' ? 'dark' : 'light',
    deviceScaleFactor: scale,
  });
  await context.route(/^https:/, (route) =>
    route.fulfill({ contentType: 'image/svg+xml', body: picture(route.request().url()) }),
  );
  const page = await context.newPage();
  await page.goto(base + path, { waitUntil: 'networkidle' }).catch(() => undefined);
  await page.screenshot({ path: `${docs}${name}.png` });
  await context.close();
}
await browser.close();
