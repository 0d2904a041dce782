import { Hono } from 'hono';
import { Layout } from '../components/layout.tsx';
import { pageCopy, sendCopy } from '../live/copy.ts';
import { viewOf, type Site } from '../site.ts';
import { Fleet } from './servers-live-state.tsx';

/** All servers at a glance. */
export const serversRoute = (site: Site) =>
  new Hono().get('/servers', async (c) => {
    const view = viewOf(c, site);
    const copy = await site.copies.get(`servers ${view.zone} ${view.link('')}`, async () => {
      const [servers, collectors] = await Promise.all([
        site.reads.fleet(),
        site.reads.collectors(),
      ]);
      return pageCopy(
        <Layout site={site} view={view} title="" live>
          <Fleet {...{ site, view, servers, collectors }} />
        </Layout>,
      );
    });
    return sendCopy(c, copy);
  });
