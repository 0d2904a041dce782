import { z } from 'zod';
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
    group: z.string().max(200).optional().meta({ description: 'Only those of this group.' }),
    limit: limitParameter(500, 2_000),
    cursor: cursorParameter,
  }),
  item: serverItem,
  paged: true,
  async read({ reads, staleSeconds }, _, { group, limit, cursor }) {
    const list = `servers ${JSON.stringify(group ?? null)}`;
    const [after] =
      cursor === undefined ? ([0] as const) : decodeCursor(list, cursor, [z.int()] as const);
    const [servers, collectors] = await Promise.all([reads.fleet(), reads.collectors()]);
    return {
      sources: [servers, collectors],
      make() {
        const rest = servers
          .filter(
            (server) => server.id > after && (group ?? server.groupLabel) === server.groupLabel,
          )
          .sort((a, b) => a.id - b.id);
        const shown = rest.slice(0, limit);
        const last = shown.at(-1);
        return {
          items: shown.map((server) => serverItemOf(server, collectors, staleSeconds)),
          next: last === undefined || rest.length <= limit ? null : encodeCursor(list, [last.id]),
        };
      },
    };
  },
});
