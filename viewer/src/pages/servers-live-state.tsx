import { Hono } from 'hono';
import { collectorRunning, CollectorNotice } from '../components/collector-notice.tsx';
import { FleetHeading } from '../components/fleet-heading.tsx';
import { ServerRow } from '../components/server-row.tsx';
import { ServersSorts } from '../components/servers-form.tsx';
import { findServers, groupServers, sortServers, type ServerGroup } from '../fleet.ts';
import { fragmentCopy, sendCopy } from '../live/copy.ts';
import type { FleetDay } from '../live/peak-of-day.ts';
import { createSteady } from '../live/steady.ts';
import { liveState } from '../live-state.ts';
import { pollTrigger } from '../live/poll-trigger.ts';
import type { CollectorsNow } from '../queries/collectors-now.ts';
import type { FleetHistory } from '../queries/fleet-history.ts';
import type { ServerNow } from '../queries/servers-now.ts';
import { serversPath, serversQueryOf, type ServersQuery } from '../servers-query.ts';
import { viewOf, type Site, type View } from '../site.ts';
import { startOfToday } from '../today.ts';

interface FleetProps {
  readonly site: Site;
  readonly view: View;
  readonly query: ServersQuery;
  readonly servers: readonly ServerNow[];
  readonly collectors: CollectorsNow;
  readonly history: FleetHistory;
  readonly day: FleetDay;
}

/** The list of servers that were asked for; it refreshes itself. */
export const Fleet = (props: FleetProps) => {
  const { site, view, query, servers, collectors, history, day } = props;
  const running = collectorRunning(collectors, site.staleSeconds);
  const found = findServers(servers, query);
  const groups = inOrder(found, query, site.staleSeconds, history);
  const lastHourSeconds = (history.now.getTime() / 1_000) % 3_600;
  return (
    <div
      id="fleet"
      data-events="/servers/events"
      hx-get={view.link(serversPath('/servers/live-state', query))}
      hx-trigger={pollTrigger(site.pollSeconds)}
      hx-swap="outerMorph"
    >
      {servers.length > 0 && (
        <>
          <FleetHeading {...{ servers, day }} staleSeconds={site.staleSeconds} zone={view.zone} />
          {!running && <CollectorNotice collectors={collectors} zone={view.zone} />}
          <div class="list-head">
            <p class="found-servers">
              {found.length < servers.length && `${found.length} of ${servers.length} servers`}
            </p>
            <ServersSorts view={view} query={query} />
          </div>
          {found.length > 0 ? <Columns /> : <NothingFound view={view} />}
        </>
      )}
      {servers.length === 0 && <NoServers />}
      {groups.map(({ label, members }) => (
        <section class="group">
          {/* One heading for what has none looks odd, unless there are others. */}
          {query.sort === 'name' && (label !== null || groups.length > 1) && (
            <h2>
              <bdi>{label ?? 'Other servers'}</bdi>
            </h2>
          )}
          <ul class="servers">
            {members.map((server) => (
              <ServerRow
                server={server}
                history={history.servers.get(server.id)}
                lastHourSeconds={lastHourSeconds}
                staleSeconds={site.staleSeconds}
                collectorRunning={running}
                href={view.link(`/servers/${server.id}`)}
                zone={view.zone}
                showsGroup={query.sort !== 'name'}
              />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
};

function inOrder(
  found: readonly ServerNow[],
  { sort }: ServersQuery,
  staleSeconds: number,
  history: FleetHistory,
): readonly ServerGroup[] {
  if (sort === 'name') return groupServers(found);
  if (found.length === 0) return [];
  return [{ label: null, members: sortServers(found, sort, staleSeconds, history) }];
}

/** What stands where in a line; each place says it again for whoever cannot see it. */
const Columns = () => (
  <div class="columns" aria-hidden="true">
    <span>Server</span>
    <span>Now</span>
    <span>Players</span>
    <span>24 hours</span>
    <span>Uptime 7 d</span>
  </div>
);

const NothingFound = ({ view }: { readonly view: View }) => (
  <div class="empty">
    <p>
      <b>No server is like that.</b> <a href={view.link('/servers')}>Show all servers</a>
    </p>
  </div>
);

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

/** What both the page and its fragment read. Ages go on all the time: what nobody sees of them makes no other page. */
export function fleetReader({ reads, staleSeconds }: Site) {
  const steadyServers = createSteady((servers: readonly ServerNow[]) =>
    JSON.stringify(servers.map((server) => shownOf(server, staleSeconds))),
  );
  const steadyCollectors = createSteady((collectors: CollectorsNow) =>
    collectorRunning(collectors, staleSeconds) ? 'running' : JSON.stringify(collectors),
  );
  return async ({ zone }: View) => {
    const [servers, collectors, history, day] = await Promise.all([
      reads.fleet(),
      reads.collectors(),
      reads.fleetHistory(),
      reads.fleetDay(startOfToday(Date.now(), zone)),
    ]);
    return {
      servers: steadyServers(servers),
      collectors: steadyCollectors(collectors),
      history,
      day,
    };
  };
}

/** A server without the age of a state that holds; one that is silent for longer is told of by the minute. */
function shownOf(server: ServerNow, staleSeconds: number): object {
  const { lastSeenAge } = server;
  if (liveState(server, staleSeconds).kind !== 'stale') {
    return { ...server, lastSeenAge: null, lastSeenAt: null };
  }
  if (lastSeenAge === null || lastSeenAge < 60) return server;
  return { ...server, lastSeenAge: Math.floor(lastSeenAge / 60) };
}

export const serversLiveStateRoute = (site: Site) => {
  const readFleet = fleetReader(site);
  return new Hono().get('/servers/live-state', async (c) => {
    const view = viewOf(c, site);
    const query = serversQueryOf(c);
    const fleet = await readFleet(view);
    const copy = await site.copies.get(
      view.link(serversPath('/servers/live-state', query)),
      Object.values(fleet),
      () => fragmentCopy(<Fleet {...{ site, view, query }} {...fleet} />),
    );
    return sendCopy(c, copy);
  });
};
