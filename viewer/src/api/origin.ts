import type { Context } from 'hono';

const HOST = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)(:\d{1,5})?$/i;

/**
 * How the visitor reached us, for addresses that must be whole. Behind a proxy its `X-Forwarded-Proto` tells that it was https. Both are
 * what the visitor claims: they are in no answer but theirs.
 */
export function originOf(c: Context): string {
  const host = c.req.header('Host') ?? new URL(c.req.url).host;
  const scheme = c.req.header('X-Forwarded-Proto') === 'https' ? 'https' : 'http';
  return HOST.test(host) ? `${scheme}://${host.toLowerCase()}` : `${scheme}://localhost`;
}
