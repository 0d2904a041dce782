import { Hono } from 'hono';
import { collectorRunning, CollectorNotice } from '../components/collector-notice.tsx';
import { OnlinePlayers } from '../components/online-players.tsx';
import { ServerSummary } from '../components/server-summary.tsx';
import { fragmentCopy, sendCopy } from '../live/copy.ts';
import { pollTrigger } from '../live/poll-trigger.ts';
import { liveState } from '../live-state.ts';
import type { ServerNow } from '../queries/servers-now.ts';
import type { CollectorsNow } from '../queries/collectors-now.ts';
import type { OnlinePlayer } from '../queries/online-players.ts';
import { requireServer } from '../server-id.ts';
import { viewOf, type Site, type View } from '../site.ts';

export interface LiveServerProps {
  readonly site: Site;
  readonly view: View;
  readonly server: ServerNow;
  readonly collectors: CollectorsNow;
  readonly online: readonly OnlinePlayer[];
}

/** A server now: summary and who is in game; it refreshes itself. */
export const LiveServer = ({ site, view, server, collectors, online }: LiveServerProps) => {
  const state = liveState(server, site.staleSeconds);
  const running = collectorRunning(collectors, site.staleSeconds);
  return (
    <div
      id="live"
      data-events={`/servers/${server.id}/events`}
      hx-get={view.link(`/servers/${server.id}/live-state`)}
      hx-trigger={pollTrigger(site.pollSeconds)}
      hx-swap="outerMorph"
    >
      <ServerSummary {...{ view, server, state }} collectorRunning={running} />
      {!running && server.enabled && <CollectorNotice collectors={collectors} zone={view.zone} />}
      <OnlinePlayers {...{ site, view, server, state, online }} />
    </div>
  );
};

/** What both the page and its fragment read. */
export async function readLiveServer(site: Site, id: string) {
  const server = await requireServer(id, site.reads.server);
  const [collectors, online] = await Promise.all([
    site.reads.collectors(),
    site.reads.onlinePlayers(server.id),
  ]);
  return { server, collectors, online };
}

export const serverLiveStateRoute = (site: Site) =>
  new Hono().get('/servers/:id/live-state', async (c) => {
    const view = viewOf(c, site);
    const now = await readLiveServer(site, c.req.param('id'));
    const copy = await site.copies.get(
      `servers/${now.server.id}/live-state ${view.link('')}`,
      Object.values(now),
      () => fragmentCopy(<LiveServer {...{ site, view }} {...now} />),
    );
    return sendCopy(c, copy);
  });
