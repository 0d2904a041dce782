import { Hono } from 'hono';
import { collectorRunning, CollectorNotice } from '../components/collector-notice.tsx';
import { ServerRow } from '../components/server-row.tsx';
import { groupServers, totalPlayers } from '../fleet.ts';
import { fragmentCopy, sendCopy } from '../live/copy.ts';
import { pollTrigger } from '../live/poll-trigger.ts';
import type { ServerNow } from '../queries/servers-now.ts';
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
  const groups = groupServers(servers);
  return (
    <div
      id="fleet"
      data-events="/servers/events"
      hx-get={view.link('/servers/live-state')}
      hx-trigger={pollTrigger(site.pollSeconds)}
      hx-swap="outerMorph"
    >
      <FleetHeading servers={servers} staleSeconds={site.staleSeconds} />
      {!running && servers.length > 0 && (
        <CollectorNotice collectors={collectors} zone={view.zone} />
      )}
      {servers.length === 0 && <NoServers />}
      {groups.map(({ label, members }) => (
        <section class="group">
          {/* One heading for what has none looks odd, unless there are others. */}
          {(label !== null || groups.length > 1) && (
            <h2>
              <bdi>{label ?? 'Other servers'}</bdi>
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
          <b>{total.known > 0 || total.unknown === 0 ? total.players : '?'}</b>{' '}
          {total.players === 1 ? 'player' : 'players'} on {countServers(total.known)}
          {total.unknown > 0 && <span class="dim"> · {countServers(total.unknown)} not known</span>}
        </p>
      )}
    </div>
  );
};

const countServers = (n: number) => `${n} ${n === 1 ? 'server' : 'servers'}`;

const NoServers = () => (
  <div class="empty">
    <p>
      <b>There is no server yet.</b> Add the first one:
    </p>
    <pre>
      <code>rollcall servers add NAME HOST:PORT</code>
    </pre>
    <p>It appears here by itself, and is polled while a collector is running.</p>
  </div>
);

/** What both the page and its fragment read. */
export async function readFleet({ reads }: Site) {
  const [servers, collectors] = await Promise.all([reads.fleet(), reads.collectors()]);
  return { servers, collectors };
}

export const serversLiveStateRoute = (site: Site) =>
  new Hono().get('/servers/live-state', async (c) => {
    const view = viewOf(c, site);
    const fleet = await readFleet(site);
    const copy = await site.copies.get(
      `servers/live-state ${view.link('')}`,
      Object.values(fleet),
      () => fragmentCopy(<Fleet {...{ site, view }} {...fleet} />),
    );
    return sendCopy(c, copy);
  });
