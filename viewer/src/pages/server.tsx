import { Hono } from 'hono';
import { Layout } from '../components/layout.tsx';
import { fragmentCopy, pageCopy, sendCopy } from '../live/copy.ts';
import { liveState } from '../live-state.ts';
import type { ServerNow } from '../queries/servers-now.ts';
import type { Site } from '../site.ts';
import { LiveServer, readLiveServer } from './server-live-state.tsx';
import { serverPageOf } from './server/page.ts';
import { SECTIONS } from './server/sections.ts';

/** One server: how it is, who is on, and its history, a section a question. */
export const serverRoute = (site: Site) =>
  new Hono().get('/servers/:id', async (c) => {
    const page = await serverPageOf(c, site, c.req.param('id'));
    const { view, server } = page;
    const [now, ...sections] = await Promise.all([
      readLiveServer(site, c.req.param('id')),
      ...SECTIONS.map((section) => section.read(page)),
    ]);
    const copy = await site.copies.get(
      keyOf(c.req.url),
      [...Object.values(now), ...sections.flatMap((section) => section.sources)],
      () =>
        pageCopy(
          <Layout
            site={site}
            view={view}
            title={server.name}
            description={inWords(server, site.staleSeconds)}
            section="servers"
            live
            data={[
              { label: 'JSON', href: `/api/v1/servers/${server.id}` },
              { label: 'CSV', href: `/api/v1/servers/${server.id}/sessions.csv` },
              { label: 'Atom', href: `/servers/${server.id}/feed.atom` },
            ]}
          >
            <nav class="crumbs" aria-label="Breadcrumb">
              <a href={view.link('/servers')}>Servers</a>
            </nav>
            <nav class="jumps" aria-label="On this page">
              {SECTIONS.map(({ name, label }) => (
                <a href={`#${name}`}>{label}</a>
              ))}
            </nav>
            <LiveServer {...{ site, view }} {...now} />
            <div id="period">{sections.map((section) => section.render())}</div>
            <script src={site.assets.url('chart.js')} defer />
          </Layout>,
        ),
    );
    return sendCopy(c, copy);
  });

function inWords(server: ServerNow, staleSeconds: number): string {
  const state = liveState(server, staleSeconds);
  if (state.kind === 'disabled') return 'Not watched';
  if (state.kind === 'stale') return 'Not known now: no answer recently';
  const map = state.map === null ? '' : ` on ${state.map}`;
  return `${state.count} players${map}${state.kind === 'idle' ? ', idle' : ''}`;
}

/** Each section of that page alone. */
export const serverSectionRoutes = (site: Site) => {
  const routes = new Hono();
  for (const section of SECTIONS) {
    routes.get(`/servers/:id/${section.name}`, async (c) => {
      const page = await serverPageOf(c, site, c.req.param('id'));
      const { sources, render } = await section.read(page);
      const copy = await site.copies.get(keyOf(c.req.url), [page.server, ...sources], () =>
        fragmentCopy(<>{render()}</>),
      );
      return sendCopy(c, copy);
    });
  }
  return routes;
};

/** Address and parameters as they were asked for: two spellings of one page are two copies. */
function keyOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}
