import { HTTPException } from 'hono/http-exception';
import type { ServerNow } from './queries/servers-now.ts';

const MAX_ID = 2_147_483_647;

/** The server that a path names. Answers 404 to what is no id, too great, unknown or removed. */
export async function requireServer(
  text: string,
  find: (id: number) => Promise<ServerNow | null>,
): Promise<ServerNow> {
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null;
  const server = id === null || id > MAX_ID ? null : await find(id);
  if (server === null) throw new HTTPException(404, { message: 'There is no such server here.' });
  return server;
}
