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
    const now = await readLiveServer(site, c.req.param('id'));
    const { server } = now;
    const recent = await site.reads.recentPlayers(server.id);
    const copy = await site.copies.get(
      `servers/${server.id} ${view.link('')}`,
      [...Object.values(now), recent],
      () =>
        pageCopy(
          <Layout site={site} view={view} title={server.name} live>
            <nav class="crumbs" aria-label="Breadcrumb">
              <a href={view.link('/servers')}>Servers</a>
            </nav>
            <LiveServer {...{ site, view }} {...now} />
            <RecentPlayers {...{ site, view, recent }} serverId={server.id} />
          </Layout>,
        ),
    );
    return sendCopy(c, copy);
  });
