import { UserError, type Database } from '@rollcall/shared';
import { findServer, listServers, type RegistryEntry } from '../store/registry-find.ts';
import { similarNames } from './similar-names.ts';

/**
 * The server of this name or number.
 *
 * @throws UserError that suggests names like it.
 */
export async function requireServer(db: Database, nameOrId: string): Promise<RegistryEntry> {
  const found = await findServer(db, nameOrId);
  if (found !== null) return found;
  const servers = await listServers(db);
  if (servers.length === 0) {
    throw new UserError(
      `there is no server "${nameOrId}": none is registered yet (rollcall servers add NAME HOST:PORT)`,
    );
  }
  const similar = similarNames(
    nameOrId,
    servers.map((server) => server.name),
  );
  const hint =
    similar.length > 0
      ? `did you mean ${similar.map((name) => `"${name}"`).join(' or ')}?`
      : 'rollcall servers list shows all of them';
  throw new UserError(`there is no server "${nameOrId}": ${hint}`);
}
