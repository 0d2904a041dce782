import { z } from 'zod';
import { listEndpoint } from './endpoint.ts';
import { eventsOf } from './events.ts';
import { iso, isoOrNull, moment } from './schemas.ts';

/** Outages and records of all servers: what the feeds tell. */
export const eventsEndpoint = listEndpoint({
  path: '/events',
  id: 'events',
  tag: 'Rollcall',
  summary: 'Outages and records of the last 30 days, the newest first',
  description:
    'What `/feed.atom` tells. Outages shorter than a minute are left out, and records of a server’s first week. At most 300 rows of outages and 100 records.',
  params: z.object({}),
  query: z.strictObject({}),
  item: z
    .object({
      id: z.uuid(),
      kind: z.enum(['outage', 'record']),
      serverId: z.int(),
      serverName: z.string(),
      at: moment.meta({ description: 'When it began; of a record, when it was known.' }),
      endedAt: moment.nullable().meta({
        description: 'Of an outage; null = no end has been seen.',
      }),
      title: z.string(),
      text: z.string(),
    })
    .meta({ id: 'Event' }),
  async read({ reads }) {
    const [outages, records] = await Promise.all([
      reads.outagesLately(null),
      reads.recordsLately(null),
    ]);
    return {
      sources: [outages, records],
      make: () => ({
        items: eventsOf(outages, records).map((event) => ({
          id: event.id,
          kind: event.kind,
          serverId: event.serverId,
          serverName: event.serverName,
          at: iso(event.at),
          endedAt: isoOrNull(event.endedAt),
          title: event.title,
          text: event.text,
        })),
      }),
    };
  },
});
