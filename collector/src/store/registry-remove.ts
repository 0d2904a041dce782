import type { Database } from '@rollcall/shared';
import { noSuchServer } from './registry-edit.ts';

/**
 * Takes a server out of the registry: forgets its password and ends what goes on there when the server was last seen. Its history
 * stays. Works whether or not a collector runs, all or nothing.
 *
 * @throws UserError if the server is gone.
 */
export async function removeServer(db: Database, id: number, at: Date): Promise<void> {
  const rows = await db.$client<{ removed: boolean }[]>`
    select rollcall_remove_server(${id}, ${at.toISOString()}) as removed`;
  if (rows[0]?.removed !== true) throw noSuchServer(id);
}
