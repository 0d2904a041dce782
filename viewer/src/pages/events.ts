import { Hono, type Context } from 'hono';
import { createEventStreams, type EventStreams } from '../live/event-streams.ts';
import { requireServer } from '../server-id.ts';
import type { Site } from '../site.ts';

/** More visitors than that refresh by time only. */
const MAX_STREAMS = 5_000;
const TYPE = { 'Content-Type': 'text/event-stream' } as const;

/** Tells pages as it happens that the collector wrote something (Server-Sent Events): `change` means refresh. */
export const eventsRoute = (site: Site) => {
  const streams = createEventStreams(site.changes, site.stop);
  return new Hono()
    .get('/servers/events', (c) => sendEvents(c, site, streams, null))
    .get('/servers/:id/events', async (c) => {
      const { id } = await requireServer(c.req.param('id'), site.reads.server);
      return sendEvents(c, site, streams, id);
    });
};

function sendEvents(
  c: Context,
  { changes, stop }: Site,
  streams: EventStreams,
  serverId: number | null,
): Response {
  // nginx would keep events until a buffer is full.
  c.header('X-Accel-Buffering', 'no');
  if (stop.aborted || changes.watchers() >= MAX_STREAMS) {
    c.header('Retry-After', '30');
    return c.text('Too many pages are open: this one refreshes by time.\n', 503);
  }
  // Nobody reads what a HEAD would stream.
  if (c.req.method === 'HEAD') return c.body(null, 200, TYPE);
  c.header('Cache-Control', 'no-cache');
  c.header('Transfer-Encoding', 'chunked');
  return c.body(streams.open(serverId), 200, TYPE);
}
