import { z } from 'zod';
import { requireServer } from '../server-id.ts';
import { listEndpoint } from './endpoint.ts';
import { faceOf, faceShape } from './faces.ts';
import { iso, moment, serverParams } from './schemas.ts';

/** Who was on lately. */
export const serverRecentEndpoint = listEndpoint({
  path: '/servers/{id}/recent',
  id: 'serverRecent',
  tag: 'Servers',
  summary: 'Who was on in the last 30 days and is not now; the last 20',
  params: serverParams,
  query: z.strictObject({}),
  item: z
    .object({
      ...faceShape,
      leftAt: moment,
      playedSeconds: z.number().meta({ description: 'Length of the last session.' }),
    })
    .meta({ id: 'RecentPlayer' }),
  async read({ reads }, { id }) {
    const server = await requireServer(id, reads.server);
    const recent = await reads.recentPlayers(server.id);
    return {
      sources: [recent],
      make: () => ({
        items: recent.map((player) => ({
          ...faceOf(player),
          leftAt: iso(player.leftAt),
          playedSeconds: player.playedSeconds,
        })),
      }),
    };
  },
});
