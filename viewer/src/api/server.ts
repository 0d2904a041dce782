import { z } from 'zod';
import { requireServer } from '../server-id.ts';
import { oneEndpoint } from './endpoint.ts';
import { serverParams } from './schemas.ts';
import { serverItem, serverItemOf } from './server-item.ts';

/** One server as it is now. */
export const serverEndpoint = oneEndpoint({
  path: '/servers/{id}',
  id: 'server',
  tag: 'Servers',
  summary: 'One server, as it is now',
  params: serverParams,
  query: z.strictObject({}),
  answer: serverItem,
  async read({ reads, staleSeconds }, { id }) {
    const server = await requireServer(id, reads.server);
    const [collectors, history] = await Promise.all([reads.collectors(), reads.fleetHistory()]);
    return {
      sources: [server, collectors, history],
      make: () => serverItemOf(server, collectors, history, staleSeconds),
    };
  },
});
