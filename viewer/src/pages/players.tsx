import { Hono, type Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { DataLink } from '../components/data-links.tsx';
import { Layout } from '../components/layout.tsx';
import { MAX_QUERY, PlayerSearch } from '../components/player-search.tsx';
import { pageCopy, sendCopy } from '../live/copy.ts';
import { requirePlayerCursor } from '../player-id.ts';
import { viewOf, type Site } from '../site.ts';
import { wantedPlayer } from '../wanted-player.ts';
import { FoundList } from './players/found-list.tsx';
import { HowToSearch, OnlySteamKnows, UnknownId } from './players/notes.tsx';

/** Looking for a player, by any part of any name, and by any form of a Steam id. */
export const playersRoute = (site: Site) =>
  new Hono().get('/players', async (c) => {
    const view = viewOf(c, site);
    const query = queryOf(c);
    const after = requirePlayerCursor(c.req.query('after'));
    const wanted = wantedPlayer(query);
    if (wanted.type === 'id') {
      const id = String(wanted.id);
      if ((await site.reads.player(id)) !== null) return c.redirect(view.link(`/players/${id}`));
    }
    const name = wanted.type === 'name' || wanted.type === 'vanity' ? wanted.name : null;
    const found = name === null ? null : await site.reads.findPlayers(name, after);
    const copy = await site.copies.get(
      `players ${JSON.stringify([query, after])} ${view.link('')}`,
      found === null ? [] : [found],
      () =>
        pageCopy(
          <Layout
            site={site}
            view={view}
            title={query === '' ? 'Players' : query}
            live={false}
            section="players"
            data={dataOf(query)}
          >
            <h1>Players</h1>
            <PlayerSearch view={view} query={query} focus={query === ''} />
            {wanted.type === 'nothing' && <HowToSearch />}
            {wanted.type === 'id' && <UnknownId id={wanted.id} />}
            {wanted.type === 'vanity' && <OnlySteamKnows name={wanted.name} />}
            {found !== null && name !== null && (
              <FoundList {...{ site, view, query, name, found }} firstPage={after === null} />
            )}
          </Layout>,
        ),
    );
    return sendCopy(c, copy);
  });

function dataOf(query: string): readonly DataLink[] {
  if (query === '') return [];
  const search = `?q=${encodeURIComponent(query)}`;
  return [
    { label: 'JSON', href: `/api/v1/players${search}` },
    { label: 'CSV', href: `/api/v1/players.csv${search}` },
  ];
}

/** What is looked for. Answers 400 to what is too long for a name. */
function queryOf(c: Context): string {
  const query = (c.req.query('q') ?? '').replaceAll('\0', '').trim();
  if (query.length > MAX_QUERY) {
    throw new HTTPException(400, {
      message: `This is too long to look for: ${MAX_QUERY} characters at most.`,
    });
  }
  return query;
}
