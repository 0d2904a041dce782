import { z } from 'zod';
import { requirePlayer } from '../player-id.ts';
import { listEndpoint } from './endpoint.ts';
import { iso, isoOrNull, moment, playerParams, requirePlayerId } from './schemas.ts';

/** Where a player plays. */
export const playerServersEndpoint = listEndpoint({
  path: '/players/{id}/servers',
  id: 'playerServers',
  tag: 'Players',
  summary: 'Time in game by server, most first; also of sessions that are no longer kept',
  params: playerParams,
  query: z.strictObject({}),
  item: z
    .object({
      serverId: z.int(),
      serverName: z.string(),
      removed: z.boolean().meta({ description: 'Whether the server is watched no more.' }),
      sessions: z.int(),
      seconds: z.number().meta({ description: 'Who is in game counts until last seen.' }),
      firstSeenAt: moment,
      lastSeenAt: moment,
      joinedAt: moment.nullable().meta({ description: 'In game there since; null = not now.' }),
    })
    .meta({ id: 'PlayerOnServer' }),
  async read({ reads }, { id }) {
    const player = await requirePlayer(String(requirePlayerId(id)), reads.player);
    const playtime = await reads.playerPlaytime(String(player.id));
    return {
      sources: [playtime],
      make: () => ({
        items: playtime.map((server) => ({
          serverId: server.serverId,
          serverName: server.serverName,
          removed: server.removed,
          sessions: server.sessions,
          seconds: server.seconds,
          firstSeenAt: iso(server.firstSeenAt),
          lastSeenAt: iso(server.lastSeenAt),
          joinedAt: isoOrNull(server.joinedAt),
        })),
      }),
    };
  },
});
