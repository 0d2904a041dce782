import { Hono } from 'hono';
import { collectorRunning, CollectorNotice } from '../components/collector-notice.tsx';
import { ServerRow } from '../components/server-row.tsx';
import { groupServers, totalPlayers } from '../fleet.ts';
import { fragmentCopy, sendCopy } from '../live/copy.ts';
import { pollTrigger } from '../live/poll-trigger.ts';
import type { ServerNow } from '../live-state.ts';
import type { CollectorsNow } from '../queries/collectors-now.ts';
import { viewOf, type Site, type View } from '../site.ts';

interface FleetProps {
  readonly site: Site;
  readonly view: View;
  readonly servers: readonly ServerNow[];
  readonly collectors: CollectorsNow;
}

/** The list of servers; it refreshes itself. */
export const Fleet = ({ site, view, servers, collectors }: FleetProps) => {
  const running = collectorRunning(collectors, site.staleSeconds);
  return (
    <div
      id="fleet"
      hx-get={view.link('/servers/live-state')}
      hx-trigger={pollTrigger(site.pollSeconds)}
      hx-swap="outerMorph"
    >
      <FleetHeading servers={servers} staleSeconds={site.staleSeconds} />
      {!running && servers.length > 0 && (
        <CollectorNotice collectors={collectors} zone={view.zone} />
      )}
      {servers.length === 0 && <NoServers />}
      {groupServers(servers).map(({ label, members }) => (
        <section class="group">
          {label !== null && (
            <h2>
              <bdi>{label}</bdi>
            </h2>
          )}
          <ul class="servers">
            {members.map((server) => (
              <ServerRow
                server={server}
                staleSeconds={site.staleSeconds}
                collectorRunning={running}
                href={view.link(`/servers/${server.id}`)}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
};

interface HeadingProps {
  readonly servers: readonly ServerNow[];
  readonly staleSeconds: number;
}

const FleetHeading = ({ servers, staleSeconds }: HeadingProps) => {
  const total = totalPlayers(servers, staleSeconds);
  return (
    <div class="heading">
      <h1>Servers</h1>
      {servers.length > 0 && (
        <p class="total" role="status">
          <b>{total.players}</b> {total.players === 1 ? 'player' : 'players'} on {total.known}{' '}
          {total.known === 1 ? 'server' : 'servers'}
          {total.unknown > 0 && <span class="dim"> · {total.unknown} not known</span>}
        </p>
      )}
    </div>
  );
};

const NoServers = () => (
  <div class="empty">
    <p>
      <b>There is no server yet.</b> Add the first one:
    </p>
    <pre>
      <code>rollcall servers add NAME HOST:PORT --password-stdin</code>
    </pre>
    <p>It appears here within seconds while a collector is running.</p>
  </div>
);

export const serversLiveStateRoute = (site: Site) =>
  new Hono().get('/servers/live-state', async (c) => {
    const view = viewOf(c, site);
    const copy = await site.copies.get(
      `servers/live-state ${view.zone} ${view.link('')}`,
      async () => {
        const [servers, collectors] = await Promise.all([
          site.reads.fleet(),
          site.reads.collectors(),
        ]);
        return fragmentCopy(<Fleet {...{ site, view, servers, collectors }} />);
      },
    );
    return sendCopy(c, copy);
  });
