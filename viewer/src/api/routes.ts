import { Hono, type Context } from 'hono';
import { accepts } from 'hono/accepts';
import { cors } from 'hono/cors';
import { bodyCopy, sendCopy } from '../live/copy.ts';
import type { Site } from '../site.ts';
import { apiDocument } from './document.ts';
import type { Endpoint, Format } from './endpoint.ts';
import { ENDPOINTS } from './endpoints.ts';
import { ProblemError } from './problem.ts';

/** Everything as data, for any site's scripts: there is nothing here that a visitor could not see. */
export function apiRoutes(site: Site): Hono {
  const api = new Hono();
  const document = bodyCopy(JSON.stringify(apiDocument(), null, 2), {
    'Content-Type': 'application/json',
  });
  api.use(
    '/api/v1/*',
    cors({
      origin: '*',
      allowMethods: ['GET', 'HEAD'],
      allowHeaders: ['Accept', 'If-None-Match'],
      exposeHeaders: ['ETag', 'Link', 'Retry-After', 'Content-Disposition'],
      maxAge: 86_400,
    }),
  );
  api.get('/api/v1/openapi.json', (c) => sendCopy(c, document));
  for (const endpoint of ENDPOINTS) {
    const path = `/api/v1${endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
    api.get(path, (c) => {
      if (endpoint.table) c.header('Vary', 'Accept', { append: true });
      return endpoint.answer(c, site, formatOf(c, endpoint));
    });
    if (endpoint.table) api.get(`${path}.csv`, (c) => endpoint.answer(c, site, 'csv'));
  }
  return api;
}

const TYPES = ['application/json', 'text/csv'];

function formatOf(c: Context, endpoint: Endpoint): Format {
  const asked = c.req.query('format');
  if (asked === 'json' || (asked === 'csv' && endpoint.table)) return asked;
  if (asked !== undefined) {
    const detail = endpoint.table ? 'json or csv' : 'json: this is no table';
    const errors = [{ parameter: 'format', detail }];
    throw new ProblemError(400, `The parameter format: ${detail}.`, errors);
  }
  if (!endpoint.table) return 'json';
  const type = accepts(c, { header: 'Accept', supports: TYPES, default: 'application/json' });
  return type === 'text/csv' ? 'csv' : 'json';
}
