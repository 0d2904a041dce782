import type { Context } from 'hono';
import { periodOf } from '../../period.ts';
import { requireServer } from '../../server-id.ts';
import { viewOf, type Site } from '../../site.ts';
import type { ServerPage } from './section.ts';

/** What the URL of a server's page, or of one of its fragments, asks for. Answers 400, 404 or 422 where that cannot be. */
export async function serverPageOf(c: Context, site: Site, id: string): Promise<ServerPage> {
  const view = viewOf(c, site);
  const period = periodOf(c, view.zone, new Date());
  const server = await requireServer(id, site.reads.server);
  const given = new URL(c.req.url).searchParams;
  const address = (path: string, changes: Readonly<Record<string, string | null>>) => {
    const params = new URLSearchParams(given);
    for (const [name, value] of Object.entries(changes)) {
      params.delete(name);
      if (value !== null) params.append(name, value);
    }
    const search = params.toString();
    return search === '' ? path : `${path}?${search}`;
  };
  const path = `/servers/${server.id}`;
  return {
    site,
    view,
    server,
    period,
    param: (name) => c.req.query(name),
    link: (changes) => address(path, changes),
    fragmentLink: (name, changes = {}) => address(`${path}/${name}`, changes),
  };
}
