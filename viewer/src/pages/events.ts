import { Hono, type Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { createMailbox } from '../live/mailbox.ts';
import { restMs } from '../live/rest.ts';
import { requireServer } from '../server-id.ts';
import type { Site } from '../site.ts';

/** Proxies close what says nothing for a minute; a visitor who has gone is noticed by it, too. */
const KEEP_ALIVE_MS = 20_000;
/** More visitors than that refresh by time only. */
const MAX_STREAMS = 5_000;
const RECONNECT_MS = 3_000;

/** Tells pages as it happens that the collector wrote something (Server-Sent Events): `change` means refresh. */
export const eventsRoute = (site: Site) =>
  new Hono()
    .get('/servers/events', (c) => sendEvents(c, site, null))
    .get('/servers/:id/events', async (c) => {
      const { id } = await requireServer(c.req.param('id'), site.reads.server);
      return sendEvents(c, site, id);
    });

function sendEvents(c: Context, site: Site, serverId: number | null): Response {
  const { changes, stop } = site;
  // nginx would keep events until a buffer is full.
  c.header('X-Accel-Buffering', 'no');
  if (stop.aborted || changes.watchers() >= MAX_STREAMS) {
    c.header('Retry-After', '30');
    return c.text('Too many pages are open: this one refreshes by time.\n', 503);
  }
  // Nobody reads what a HEAD would stream.
  if (c.req.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' });
  return streamSSE(c, async (stream) => {
    const mailbox = createMailbox();
    const unwatch = changes.watch(serverId, mailbox.put);
    const ended = createMailbox();
    const end = () => {
      ended.put();
      mailbox.put();
    };
    stream.onAbort(end);
    stop.addEventListener('abort', end);
    const going = () => !stream.aborted && !stop.aborted;
    try {
      await stream.write(`retry: ${RECONNECT_MS}\n\n`);
      while (going()) {
        const changed = await mailbox.wait(KEEP_ALIVE_MS);
        if (!going()) break;
        if (changed) {
          await stream.writeSSE({ event: 'change', data: '' });
          await ended.wait(restMs(changes.watchers()));
        } else await stream.write(': nothing new\n\n');
      }
    } finally {
      unwatch();
      stop.removeEventListener('abort', end);
    }
  });
}
