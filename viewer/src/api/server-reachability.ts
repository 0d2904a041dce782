import { REACHABILITY_STATUSES } from '@rollcall/shared/schema';
import { z } from 'zod';
import type { Reach } from '../queries/server-reachability.ts';
import { requireServer } from '../server-id.ts';
import { listEndpoint } from './endpoint.ts';
import { momentOfMs, moment, serverParams } from './schemas.ts';
import { MAX_SUMMED_DAYS, windowOf, windowQuery } from './window.ts';

const DAYS = 7;

const reachItem = z
  .object({
    status: z.enum(REACHABILITY_STATUSES),
    detail: z.string().nullable().meta({ description: 'What went wrong at its begin, in words.' }),
    startedAt: moment,
    endedAt: moment.meta({ description: 'Until when it is known.' }),
    ongoing: z.boolean().meta({ description: 'No end has been seen.' }),
  })
  .meta({ id: 'Reachability' });

const about = {
  tag: 'Servers',
  params: serverParams,
  query: windowQuery(DAYS, MAX_SUMMED_DAYS),
  item: reachItem,
} as const;

/** Whether a server answered. */
export const serverReachabilityEndpoint = listEndpoint({
  ...about,
  path: '/servers/{id}/reachability',
  id: 'serverReachability',
  summary: 'Whether a server answered, in a period: the newest 2,000 changes',
  description: 'A time without a row was not watched, or is no longer kept.',
  async read({ reads }, { id }, query) {
    const { since, until } = windowOf(query, DAYS, MAX_SUMMED_DAYS);
    const server = await requireServer(id, reads.server);
    const found = await reads.serverReaches(server.id, since, until);
    return { sources: [found], make: () => ({ items: found.reaches.map(itemOf) }) };
  },
});

/** When a server did not answer. */
export const serverOutagesEndpoint = listEndpoint({
  ...about,
  path: '/servers/{id}/outages',
  id: 'serverOutages',
  summary: 'When a server did not answer, and why; a change of the reason begins another row',
  async read({ reads }, { id }, query) {
    const { since, until } = windowOf(query, DAYS, MAX_SUMMED_DAYS);
    const server = await requireServer(id, reads.server);
    const found = await reads.serverReaches(server.id, since, until);
    const outages = () => found.reaches.filter(({ status }) => status !== 'ok');
    return { sources: [found], make: () => ({ items: outages().map(itemOf) }) };
  },
});

const itemOf = (reach: Reach): z.output<typeof reachItem> => ({
  status: reach.status,
  detail: reach.detail,
  startedAt: momentOfMs(reach.fromMs),
  endedAt: momentOfMs(reach.toMs),
  ongoing: reach.ongoing,
});
