import { Hono, type Context } from 'hono';
import { Layout } from '../components/layout.tsx';
import { formatPlaytime } from '../duration.ts';
import { pageCopy, sendCopy } from '../live/copy.ts';
import { requirePlayer, requireSessionCursor } from '../player-id.ts';
import { shownName } from '../player-name.ts';
import type { ServerPlaytime } from '../queries/player-playtime.ts';
import { viewOf, type Site, type View } from '../site.ts';
import { formatDay } from '../time-zone.ts';
import { wantedPlayer } from '../wanted-player.ts';
import { CompanySection } from './player/company.tsx';
import { NamesSection } from './player/names.tsx';
import { ServersSection } from './player/servers.tsx';
import { SessionsSection } from './player/sessions.tsx';
import { PlayerSummary } from './player/summary.tsx';
import { WeekSection } from './player/week.tsx';

/** One player: who they are, when and where they play, and with whom. */
export const playerRoute = (site: Site) =>
  new Hono().get('/players/:id', async (c) => {
    const view = viewOf(c, site);
    const before = requireSessionCursor(c.req.query('before'));
    const otherForm = canonicalPath(c);
    if (otherForm !== null) return c.redirect(view.link(otherForm));
    const known = await requirePlayer(c.req.param('id'), site.reads.player);
    const read = await readPlayer(site, String(known.id), before);
    const sources = { known, ...read };
    const copy = await site.copies.get(
      `players/${known.id} ${before ?? ''} ${view.link('')}`,
      Object.values(sources),
      () => {
        const name = shownName(known.personaName ?? known.lastName);
        return pageCopy(
          <Layout
            site={site}
            view={view}
            title={name}
            description={inWords(site, view, sources.playtime, known.lastSeenAt)}
            section="players"
            live
            data={[
              { label: 'JSON', href: `/api/v1/players/${known.id}` },
              { label: 'CSV', href: `/api/v1/players/${known.id}/sessions.csv` },
            ]}
          >
            <nav class="crumbs" aria-label="Breadcrumb">
              <a href={view.link('/players')}>Players</a>
            </nav>
            <PlayerSummary {...{ site, view }} {...sources} />
            <ServersSection {...{ view }} {...sources} />
            <WeekSection {...{ view }} {...sources} />
            <CompanySection {...{ site, view }} {...sources} />
            <NamesSection {...{ view }} {...sources} />
            <SessionsSection {...{ site, view, before }} {...sources} />
          </Layout>,
        );
      },
    );
    return sendCopy(c, copy);
  });

async function readPlayer(site: Site, id: string, before: string | null) {
  const { reads } = site;
  const [names, playtime, sessions, times, company] = await Promise.all([
    reads.playerNames(id),
    reads.playerPlaytime(id),
    reads.playerSessions(id, before),
    reads.playerTimes(id),
    reads.playerCompany(id),
  ]);
  return { names, playtime, sessions, times, company };
}

function inWords(
  { staleSeconds }: Site,
  { zone }: View,
  playtime: readonly ServerPlaytime[],
  lastSeenAt: Date,
): string {
  const seconds = playtime.reduce((sum, server) => sum + server.seconds, 0);
  const now = playtime.find(
    ({ joinedAt, seenAge }) => joinedAt !== null && (seenAge ?? Infinity) <= staleSeconds,
  );
  const where =
    now === undefined ? `Last seen ${formatDay(lastSeenAt, zone)}` : `Playing on ${now.serverName}`;
  return `${where}. Playtime ${formatPlaytime(seconds)}.`;
}

/** Where a path leads that holds another form of a Steam id; null for any other. */
function canonicalPath(c: Context): string | null {
  const given = c.req.param('id') ?? '';
  const wanted = wantedPlayer(given);
  return wanted.type === 'id' && String(wanted.id) !== given ? `/players/${wanted.id}` : null;
}
