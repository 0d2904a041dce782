import { z } from 'zod';
import { requireServer } from '../server-id.ts';
import { listEndpoint } from './endpoint.ts';
import { faceOf, faceShape } from './faces.ts';
import { momentOfMs, moment, momentParameter, serverParams } from './schemas.ts';

/** Who was on at a moment. */
export const serverOnlineAtEndpoint = listEndpoint({
  path: '/servers/{id}/online-at',
  id: 'serverOnlineAt',
  tag: 'Servers',
  summary: 'Who was in game at a moment, longest first',
  description: 'As far as sessions are kept. Who joined at that moment was on; who left was not.',
  params: serverParams,
  query: z.strictObject({
    at: momentParameter.meta({
      description: 'The moment.',
      override: { type: 'string', format: 'date-time' },
    }),
  }),
  item: z
    .object({
      ...faceShape,
      joinedAt: moment,
      leftAt: moment.nullable().meta({ description: 'null = still in game.' }),
    })
    .meta({ id: 'PlayerAtMoment' }),
  async read({ reads }, { id }, { at }) {
    const server = await requireServer(id, reads.server);
    const found = await reads.serverMoment(server.id, at);
    return {
      sources: [found],
      make: () => ({
        items: found.online.map((player) => ({
          ...faceOf(player),
          joinedAt: momentOfMs(player.joinedAtMs),
          leftAt: player.leftAtMs === null ? null : momentOfMs(player.leftAtMs),
        })),
      }),
    };
  },
});
