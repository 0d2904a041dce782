import { z } from 'zod';
import { requireServer } from '../server-id.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { listEndpoint } from './endpoint.ts';
import { iso, moment, serverParams } from './schemas.ts';
import { listOf, pageOfPeriod, periodOf } from './window.ts';

const place = z.string().regex(/^\d{1,16}$/);

/** What a server said of itself. */
export const serverStatesEndpoint = listEndpoint({
  path: '/servers/{id}/states',
  id: 'serverStates',
  tag: 'Servers',
  summary: 'What a server said of itself, one row a change, the newest first',
  description:
    'A state is known to have held until `lastSeenAt`; between that and the next `startedAt` nobody knows.',
  params: serverParams,
  query: pageOfPeriod('Only states that began'),
  item: z
    .object({
      startedAt: moment,
      lastSeenAt: moment,
      players: z.int().nullable().meta({ description: 'Humans in game; null = not told.' }),
      maxPlayers: z.int().nullable(),
      bots: z.int().nullable(),
      map: z.string().nullable(),
      hibernating: z.boolean().nullable(),
    })
    .meta({ id: 'ServerState' }),
  paged: true,
  async read({ reads }, { id }, query) {
    const period = periodOf(query);
    const server = await requireServer(id, reads.server);
    const list = listOf('states', server.id, period);
    const [before = null] =
      query.cursor === undefined ? [] : decodeCursor(list, query.cursor, [place] as const);
    const page = await reads.serverStates(server.id, { ...period, before, limit: query.limit });
    const last = page.states.at(-1);
    return {
      sources: [page],
      make: () => ({
        items: page.states.map((state) => ({
          startedAt: iso(state.startedAt),
          lastSeenAt: iso(state.lastSeenAt),
          players: state.players,
          maxPlayers: state.maxPlayers,
          bots: state.bots,
          map: state.map,
          hibernating: state.hibernating,
        })),
        next: page.more && last !== undefined ? encodeCursor(list, [last.place]) : null,
      }),
    };
  },
});
