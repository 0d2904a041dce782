import { z } from 'zod';
import { MAX_QUERY } from '../components/player-search.tsx';
import { steamAvatar } from '../avatar.ts';
import { playerCursor } from '../player-id.ts';
import type { KnownPlayer } from '../queries/player.ts';
import { wantedPlayer } from '../wanted-player.ts';
import { cursorParameter, decodeCursor, encodeCursor } from './cursor.ts';
import { listEndpoint } from './endpoint.ts';
import { iso, moment, playerId } from './schemas.ts';

const foundItem = z
  .object({
    playerId,
    kind: z.string().meta({ description: '`steam`, or another game’s own kind of id.' }),
    lastName: z.string().meta({ description: 'Name in the game, used last.' }),
    personaName: z.string().nullable().meta({ description: 'Name on Steam.' }),
    avatarUrl: z.string().nullable(),
    foundName: z.string().meta({ description: 'The name that was found; perhaps of long ago.' }),
    lastSeenAt: moment,
    serverId: z.int().nullable().meta({ description: 'Where they are, or were last.' }),
    serverName: z.string().nullable(),
  })
  .meta({ id: 'FoundPlayer' });

/** Looking for players. */
export const playersEndpoint = listEndpoint({
  path: '/players',
  id: 'players',
  tag: 'Players',
  summary: 'Players by any part of any name they used, or by an id',
  description:
    'In game first, then who was seen last; 50 a page. Accents and case do not matter. Any form of a Steam id, and the address of a profile, find the one player.',
  params: z.object({}),
  query: z.strictObject({
    q: z
      .string()
      .trim()
      .min(1, 'part of a name, or an id')
      .max(MAX_QUERY, `at most ${MAX_QUERY} characters`)
      .regex(/^[^\0]*$/, 'part of a name, or an id')
      .meta({
        description:
          'Part of a name, any form of a Steam id, or the address of a profile. Of one or two Latin letters, only names that begin with them are found.',
      }),
    cursor: cursorParameter,
  }),
  item: foundItem,
  paged: true,
  async read({ reads }, _, { q, cursor }) {
    const wanted = wantedPlayer(q);
    if (wanted.type === 'id') {
      const player = await reads.player(String(wanted.id));
      return {
        sources: player === null ? [] : [player],
        make: () => ({ items: player === null ? [] : [itemOfId(player)], next: null }),
      };
    }
    const name = wanted.type === 'nothing' ? null : wanted.name;
    const list = `players ${JSON.stringify(q)}`;
    const [after = null] =
      cursor === undefined ? [] : decodeCursor(list, cursor, [playerCursor] as const);
    const found = name === null ? null : await reads.findPlayers(name, after);
    return {
      sources: found === null ? [] : [found],
      make: () => ({
        items: (found?.players ?? []).map((player) => ({
          playerId: String(player.playerId),
          kind: player.kind,
          lastName: player.lastName,
          personaName: player.personaName,
          avatarUrl: steamAvatar(player.avatarUrl),
          foundName: player.name,
          lastSeenAt: iso(player.lastSeenAt),
          serverId: player.serverId,
          serverName: player.serverName,
        })),
        next:
          found?.next === null || found?.next === undefined
            ? null
            : encodeCursor(list, [found.next]),
      }),
    };
  },
});

/** Somebody found by id, who is asked for by no name. */
function itemOfId(player: KnownPlayer): z.output<typeof foundItem> {
  return {
    playerId: String(player.id),
    kind: player.kind,
    lastName: player.lastName,
    personaName: player.personaName,
    avatarUrl: steamAvatar(player.avatarUrl),
    foundName: player.lastName,
    lastSeenAt: iso(player.lastSeenAt),
    serverId: null,
    serverName: null,
  };
}
