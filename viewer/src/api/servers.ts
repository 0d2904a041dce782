import { z } from 'zod';
import { findServers } from '../fleet.ts';
import { cursorParameter, decodeCursor, encodeCursor } from './cursor.ts';
import { listEndpoint } from './endpoint.ts';
import { limitParameter } from './schemas.ts';
import { serverItem, serverItemOf } from './server-item.ts';

/** All servers as they are now. */
export const serversEndpoint = listEndpoint({
  path: '/servers',
  id: 'servers',
  tag: 'Servers',
  summary: 'All servers, as they are now',
  params: z.object({}),
  query: z.strictObject({
    q: z.string().max(100).optional().meta({
      description: 'Only those with these words in their name, map, group or address.',
    }),
    group: z.string().max(200).optional().meta({ description: 'Only those of this group.' }),
    protocol: z.string().max(100).optional().meta({ description: 'Only those asked by this.' }),
    limit: limitParameter(500, 2_000),
    cursor: cursorParameter,
  }),
  item: serverItem,
  paged: true,
  async read({ reads, staleSeconds }, _, { q = '', group, protocol, limit, cursor }) {
    const list = `servers ${JSON.stringify([q, group ?? null, protocol ?? null])}`;
    const [after] =
      cursor === undefined ? ([0] as const) : decodeCursor(list, cursor, [z.int()] as const);
    const [servers, collectors, history] = await Promise.all([
      reads.fleet(),
      reads.collectors(),
      reads.fleetHistory(),
    ]);
    return {
      sources: [servers, collectors, history],
      make() {
        const rest = findServers(servers, { q, group: null, protocol: protocol ?? null })
          .filter(
            (server) => server.id > after && (group ?? server.groupLabel) === server.groupLabel,
          )
          .sort((a, b) => a.id - b.id);
        const shown = rest.slice(0, limit);
        const last = shown.at(-1);
        return {
          items: shown.map((server) => serverItemOf(server, collectors, history, staleSeconds)),
          next: last === undefined || rest.length <= limit ? null : encodeCursor(list, [last.id]),
        };
      },
    };
  },
});
