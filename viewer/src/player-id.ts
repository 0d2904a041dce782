import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import type { KnownPlayer } from './queries/player.ts';
import { wantedPlayer } from './wanted-player.ts';

const MAX_ID = 2n ** 63n - 1n;
const MAX_SERVER_ID = 2_147_483_647;

/** A player's id as a path holds it. */
const playerId = z
  .string()
  .refine((text) => /^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= MAX_ID);

/** The player that a path names. Answers 404 to what is no id, and to whom nobody has ever seen. */
export async function requirePlayer(
  text: string,
  find: (id: string) => Promise<KnownPlayer | null>,
): Promise<KnownPlayer> {
  const id = playerId.safeParse(text);
  const found = id.success ? await find(id.data) : null;
  if (found !== null) return found;
  const message =
    wantedPlayer(text).type === 'id'
      ? 'Nobody with this Steam id has been seen on these servers.'
      : 'There is no such player here.';
  throw new HTTPException(404, { message });
}

/** Where a list of sessions goes on: microseconds since 1970 and a server. */
export const sessionCursor = z.string().refine((text) => {
  const [, serverId] = /^\d{1,16}-(\d{1,10})$/.exec(text) ?? [];
  return Number(serverId) <= MAX_SERVER_ID;
});

/** Where a list of players goes on: whether in game, microseconds since 1970, and a player. */
export const playerCursor = z.string().refine((text) => {
  const [, id] = /^[01]-\d{1,16}-(\d{1,19})$/.exec(text) ?? [];
  return id !== undefined && BigInt(id) <= MAX_ID;
});

export const requireSessionCursor = (text: string | undefined) => cursorOf(sessionCursor, text);
export const requirePlayerCursor = (text: string | undefined) => cursorOf(playerCursor, text);

/** Null for the first page. Answers 400 to what no page of ours links to. */
function cursorOf(schema: z.ZodType<string>, text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  const cursor = schema.safeParse(text);
  if (cursor.success) return cursor.data;
  throw new HTTPException(400, {
    message: 'This is no place in the list. Begin at its first page.',
  });
}
