import { Hono, type Context } from 'hono';
import { html as xml } from 'hono/html';
import { bodyCopy, sendCopy } from '../live/copy.ts';
import { requireServer } from '../server-id.ts';
import type { Site } from '../site.ts';
import { eventsOf, type ServerEvent } from './events.ts';
import { originOf } from './origin.ts';
import { plainText } from './plain-text.ts';

const MAX_ENTRIES = 100;
/** What a feed without entries says of its age, so that it stays the same until there is one. */
const NEVER = new Date(0);

interface FeedOf {
  readonly title: string;
  /** Where people read the same. */
  readonly page: string;
}

/** Outages and records of all servers, or of one, for feed readers (RFC 4287). */
export const feedRoutes = (site: Site) =>
  new Hono()
    .get('/feed.atom', (c) =>
      sendFeed(c, site, null, { title: 'Game servers: outages and records', page: '/servers' }),
    )
    .get('/servers/:id/feed.atom', async (c) => {
      const { id, name } = await requireServer(c.req.param('id'), site.reads.server);
      const title = `${plainText(name)}: outages and records`;
      return sendFeed(c, site, id, { title, page: `/servers/${id}` });
    });

async function sendFeed(c: Context, site: Site, serverId: number | null, feed: FeedOf) {
  const [outages, records] = await Promise.all([
    site.reads.outagesLately(serverId),
    site.reads.recordsLately(serverId),
  ]);
  const origin = originOf(c);
  const key = `feed ${serverId ?? ''} ${origin} ${feed.title}`;
  c.header('Vary', 'Host, X-Forwarded-Proto');
  const copy = await site.copies.get(key, [outages, records], async () => {
    const events = eventsOf(outages, records).slice(0, MAX_ENTRIES);
    const body = await feedText(origin, c.req.path, feed, events);
    return bodyCopy(body, { 'Content-Type': 'application/atom+xml' });
  });
  return sendCopy(c, copy);
}

// Not JSX: its <title> and <link> are those of HTML. By another name, or the formatter would take it for a page.
async function feedText(
  origin: string,
  path: string,
  feed: FeedOf,
  events: readonly ServerEvent[],
): Promise<string> {
  const updated = events.reduce((at, { updatedAt }) => (updatedAt > at ? updatedAt : at), NEVER);
  const entries = events.map(
    (event) => xml`
  <entry>
    <id>urn:uuid:${event.id}</id>
    <title>${event.title}</title>
    <published>${event.at.toISOString()}</published>
    <updated>${event.updatedAt.toISOString()}</updated>
    <link rel="alternate" type="text/html" href="${origin}/servers/${event.serverId}"/>
    <category term="${event.kind}"/>
    <summary>${event.text}</summary>
  </entry>`,
  );
  const body = await xml`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <id>${origin}${path}</id>
  <title>${feed.title}</title>
  <updated>${updated.toISOString()}</updated>
  <author><name>Rollcall</name></author>
  <link rel="self" type="application/atom+xml" href="${origin}${path}"/>
  <link rel="alternate" type="text/html" href="${origin}${feed.page}"/>${entries}
</feed>
`;
  return body.toString();
}
