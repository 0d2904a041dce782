import { z } from 'zod';
import { requirePlayer, sessionCursor } from '../player-id.ts';
import { cursorParameter, decodeCursor, encodeCursor } from './cursor.ts';
import { listEndpoint } from './endpoint.ts';
import {
  iso,
  isoOrNull,
  limitParameter,
  moment,
  playerParams,
  requirePlayerId,
} from './schemas.ts';
import { endReason } from './server-sessions.ts';

/** When and where a player was on. */
export const playerSessionsEndpoint = listEndpoint({
  path: '/players/{id}/sessions',
  id: 'playerSessions',
  tag: 'Players',
  summary: 'Sessions of a player, the last one to begin first',
  params: playerParams,
  query: z.strictObject({ limit: limitParameter(50, 1_000), cursor: cursorParameter }),
  item: z
    .object({
      serverId: z.int(),
      serverName: z.string(),
      name: z.string().meta({ description: 'Name in the game.' }),
      joinedAt: moment,
      leftAt: moment.nullable().meta({ description: 'null = in game.' }),
      endReason,
      seconds: z.number().meta({ description: 'Who is in game counts until last seen.' }),
      minPing: z.int().nullable().meta({ description: 'Smallest ping, milliseconds.' }),
      maxPing: z.int().nullable(),
    })
    .meta({ id: 'PlayerSession' }),
  paged: true,
  async read({ reads }, { id }, { limit, cursor }) {
    const player = await requirePlayer(String(requirePlayerId(id)), reads.player);
    const list = `player sessions ${player.id}`;
    const [before = null] =
      cursor === undefined ? [] : decodeCursor(list, cursor, [sessionCursor] as const);
    const page = await reads.playerSessions(String(player.id), before, limit);
    return {
      sources: [page],
      make: () => ({
        items: page.sessions.map((session) => ({
          serverId: session.serverId,
          serverName: session.serverName,
          name: session.nameAtJoin,
          joinedAt: iso(session.joinedAt),
          leftAt: isoOrNull(session.leftAt),
          endReason: session.endReason,
          seconds: session.seconds,
          minPing: session.minPing,
          maxPing: session.maxPing,
        })),
        next: page.next === null ? null : encodeCursor(list, [page.next]),
      }),
    };
  },
});
