import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';

const require = createRequire(import.meta.url);

const SOURCES = {
  'rollcall.css': 'text/css; charset=utf-8',
  'live.js': 'text/javascript; charset=utf-8',
  'chart.js': 'text/javascript; charset=utf-8',
  'zone.js': 'text/javascript; charset=utf-8',
  'htmx.js': 'text/javascript; charset=utf-8',
  'favicon.svg': 'image/svg+xml',
  'avatar.svg': 'image/svg+xml',
} as const;

type AssetName = keyof typeof SOURCES;

interface Asset {
  readonly body: string;
  readonly type: string;
  readonly hash: string;
}

export interface Assets {
  /** Where an asset is found; changes with its content, so that browsers may keep it for ever. */
  url(name: AssetName): string;
  readonly find: (name: string) => Asset | undefined;
}

/** Reads what pages need beside HTML: ours from `public/`, HTMX from its package. */
export function loadAssets(): Assets {
  const assets = new Map<string, Asset>();
  const url = (name: AssetName) => `/assets/${name}?v=${assets.get(name)?.hash ?? ''}`;
  for (const [name, type] of Object.entries(SOURCES)) {
    const body = readFileSync(pathOf(name), 'utf8');
    const hash = createHash('sha256').update(body).digest('base64url').slice(0, 16);
    assets.set(name, { body, type, hash });
  }
  return { url, find: (name) => assets.get(name) };
}

export const assetsRoute = (assets: Assets) =>
  new Hono().get('/assets/:name', (c) => {
    const asset = assets.find(c.req.param('name'));
    if (asset === undefined) return c.notFound();
    const etag = `"${asset.hash}"`;
    // An address with another hash is one of another version: what is here now must not be kept under it.
    const lasting = c.req.query('v') === asset.hash;
    c.header('Cache-Control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
    c.header('ETag', etag);
    if (c.req.header('If-None-Match') === etag) return c.body(null, 304);
    return c.body(asset.body, 200, { 'Content-Type': asset.type });
  });

function pathOf(name: string): string {
  if (name !== 'htmx.js') return fileURLToPath(new URL(`../public/${name}`, import.meta.url));
  return require.resolve('htmx.org/dist/htmx.min.js');
}
