import { END_REASONS } from '@rollcall/shared/schema';
import { z } from 'zod';
import { requireServer } from '../server-id.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { listEndpoint } from './endpoint.ts';
import { faceOf, faceShape } from './faces.ts';
import { iso, moment, playerIdOf, serverParams } from './schemas.ts';
import { listOf, pageOfPeriod, periodOf } from './window.ts';

export const endReason = z.enum(END_REASONS).nullable().meta({
  description:
    '`left`; `rejoined` = came back before anybody saw them gone; `unreachable` = the server fell silent; `collector_gap` = left while nobody watched; `server_removed` = the server was disabled or removed; null = in game.',
});

/** A place as the query gives it. */
const place = z
  .string()
  .regex(/^\d{1,16}-\d{1,16}-\d{1,19}$/)
  .refine((text) => playerIdOf(text.split('-')[2] ?? '') !== null);

/** Who was on, and when. */
export const serverSessionsEndpoint = listEndpoint({
  path: '/servers/{id}/sessions',
  id: 'serverSessions',
  tag: 'Servers',
  summary: 'Sessions that ended, the last one first',
  description: 'Who is in game now stands in `/servers/{id}/online`.',
  params: serverParams,
  query: pageOfPeriod('Only sessions that ended'),
  item: z
    .object({
      ...faceShape,
      joinedAt: moment,
      leftAt: moment,
      endReason,
      minPing: z.int().nullable().meta({ description: 'Smallest ping, milliseconds.' }),
      maxPing: z.int().nullable(),
    })
    .meta({ id: 'ServerSession' }),
  paged: true,
  async read({ reads }, { id }, query) {
    const period = periodOf(query);
    const server = await requireServer(id, reads.server);
    const list = listOf('sessions', server.id, period);
    const [before = null] =
      query.cursor === undefined ? [] : decodeCursor(list, query.cursor, [place] as const);
    const page = await reads.serverSessions(server.id, { ...period, before, limit: query.limit });
    const last = page.sessions.at(-1);
    return {
      sources: [page],
      make: () => ({
        items: page.sessions.map((session) => ({
          ...faceOf(session),
          joinedAt: iso(session.joinedAt),
          leftAt: iso(session.leftAt),
          endReason: session.endReason,
          minPing: session.minPing,
          maxPing: session.maxPing,
        })),
        next: page.more && last !== undefined ? encodeCursor(list, [last.place]) : null,
      }),
    };
  },
});
