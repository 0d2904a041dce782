import { Hono } from 'hono';
import { Layout } from '../components/layout.tsx';
import { pageCopy, sendCopy } from '../live/copy.ts';
import { viewOf, type Site } from '../site.ts';
import { Fleet, readFleet } from './servers-live-state.tsx';

/** All servers at a glance. */
export const serversRoute = (site: Site) =>
  new Hono().get('/servers', async (c) => {
    const view = viewOf(c, site);
    const fleet = await readFleet(site);
    const copy = await site.copies.get(`servers ${view.link('')}`, Object.values(fleet), () =>
      pageCopy(
        <Layout site={site} view={view} title="" section="servers" live data={SERVERS_DATA}>
          <Fleet {...{ site, view }} {...fleet} />
        </Layout>,
      ),
    );
    return sendCopy(c, copy);
  });

const SERVERS_DATA = [
  { label: 'JSON', href: '/api/v1/servers' },
  { label: 'CSV', href: '/api/v1/servers.csv' },
  { label: 'Atom', href: '/feed.atom' },
] as const;
