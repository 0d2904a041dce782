import { Hono } from 'hono';
import { Layout } from '../components/layout.tsx';
import { ServersForm } from '../components/servers-form.tsx';
import { pageCopy, sendCopy } from '../live/copy.ts';
import { serversPath, serversQueryOf } from '../servers-query.ts';
import { viewOf, type Site } from '../site.ts';
import { Fleet, fleetReader } from './servers-live-state.tsx';

/** All servers at a glance, or those that were asked for. */
export const serversRoute = (site: Site) => {
  const readFleet = fleetReader(site);
  return new Hono().get('/servers', async (c) => {
    const view = viewOf(c, site);
    const query = serversQueryOf(c);
    const address = view.link(serversPath('/servers', query));
    const fleet = await readFleet(view);
    const copy = await site.copies.get(address, Object.values(fleet), () =>
      pageCopy(
        <Layout
          site={site}
          view={view}
          title=""
          description="Who is on, and when was each server really up."
          section="servers"
          live
          data={SERVERS_DATA}
        >
          <div class="heading">
            <h1>Servers</h1>
            {fleet.servers.length > 0 && (
              <ServersForm view={view} query={query} servers={fleet.servers} />
            )}
          </div>
          <Fleet {...{ site, view, query }} {...fleet} />
        </Layout>,
      ),
    );
    // What the form asked for, without the fields that were left empty.
    if (c.req.header('HX-Request') !== undefined) c.header('HX-Replace-Url', address);
    return sendCopy(c, copy);
  });
};

const SERVERS_DATA = [
  { label: 'JSON', href: '/api/v1/servers' },
  { label: 'CSV', href: '/api/v1/servers.csv' },
  { label: 'Atom', href: '/feed.atom' },
] as const;
