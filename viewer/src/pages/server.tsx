import { Hono } from 'hono';
import { Layout } from '../components/layout.tsx';
import { RecentPlayers } from '../components/recent-players.tsx';
import { pageCopy, sendCopy } from '../live/copy.ts';
import { viewOf, type Site } from '../site.ts';
import { LiveServer, readLiveServer } from './server-live-state.tsx';

/** One server: how it is, who is on, who was on. */
export const serverRoute = (site: Site) =>
  new Hono().get('/servers/:id', async (c) => {
    const view = viewOf(c, site);
    const id = c.req.param('id');
    const copy = await site.copies.get(`servers/${id} ${view.link('')}`, async () => {
      const now = await readLiveServer(site, id);
      const recent = await site.reads.recentPlayers(now.server.id);
      return pageCopy(
        <Layout site={site} view={view} title={now.server.name} live>
          <nav class="crumbs" aria-label="Breadcrumb">
            <a href={view.link('/servers')}>Servers</a>
          </nav>
          <LiveServer {...{ site, view }} {...now} />
          <RecentPlayers {...{ site, view, recent }} serverId={now.server.id} />
        </Layout>,
      );
    });
    return sendCopy(c, copy);
  });
