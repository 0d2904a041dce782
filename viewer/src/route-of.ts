import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';

/** The pattern of the route that answers, never an address that somebody asked for; `none` where nothing does. */
export function routeOf(c: Context): string {
  return matchedRoutes(c).findLast(isPage)?.path ?? 'none';
}

const isPage = (route: { readonly method: string; readonly path: string }) =>
  route.method !== 'ALL' && !route.path.includes('*');
