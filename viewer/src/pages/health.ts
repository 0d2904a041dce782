import { Hono } from 'hono';
import { DatabaseAwayError } from '../live/database-away.ts';
import type { Site } from '../site.ts';

/** Whether the process is alive, whatever the database does. */
export const healthzRoute = () =>
  new Hono().get('/healthz', (c) => {
    c.header('Cache-Control', 'no-store');
    return c.text('ok\n');
  });

/** Whether pages can be shown: the database can be reached and its schema is ours. */
export const readyzRoute = (site: Site) =>
  new Hono().get('/readyz', async (c) => {
    c.header('Cache-Control', 'no-store');
    try {
      await site.reads.ready();
      return c.text('ready\n');
    } catch (error) {
      if (!(error instanceof DatabaseAwayError)) throw error;
      return c.text(`not ready: ${error.message}\n`, 503);
    }
  });
