import { z } from 'zod';
import { requireServer } from '../server-id.ts';
import { listEndpoint } from './endpoint.ts';
import { faceOf, faceShape } from './faces.ts';
import { iso, isoOrNull, moment, serverParams } from './schemas.ts';

/** Who is in game. */
export const serverOnlineEndpoint = listEndpoint({
  path: '/servers/{id}/online',
  id: 'serverOnline',
  tag: 'Servers',
  summary: 'Who is in game, longest first',
  description:
    'Of a server that was not seen lately: who was in game then. `knownUntil` tells when that was.',
  params: serverParams,
  query: z.strictObject({}),
  item: z
    .object({
      ...faceShape,
      joinedAt: moment,
      knownUntil: moment.nullable().meta({ description: 'When the server was last seen.' }),
      minPing: z.int().nullable().meta({ description: 'Smallest ping, milliseconds.' }),
      maxPing: z.int().nullable(),
    })
    .meta({ id: 'OnlinePlayer' }),
  async read({ reads }, { id }) {
    const server = await requireServer(id, reads.server);
    const online = await reads.onlinePlayers(server.id);
    return {
      sources: [server, online],
      make: () => ({
        items: online.map((player) => ({
          ...faceOf(player),
          joinedAt: iso(player.joinedAt),
          knownUntil: isoOrNull(server.lastSeenAt),
          minPing: player.minPing,
          maxPing: player.maxPing,
        })),
      }),
    };
  },
});
