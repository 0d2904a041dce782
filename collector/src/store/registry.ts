import { messageOf, type Database } from '@rollcall/shared';
import { serverCredentials, servers } from '@rollcall/shared/schema';
import { asc, eq, isNull } from 'drizzle-orm';
import type { Target } from '../target.ts';

/** A server of the registry that was not removed. */
export interface RegisteredServer extends Target {
  readonly id: number;
  readonly protocol: string;
  readonly groupLabel: string | null;
  readonly enabled: boolean;
  /** When its registration or its password was last changed. */
  readonly updatedAt: Date;
  /** Why the stored password cannot be used, in words; `password` is empty then. Null when all is well. */
  readonly passwordProblem: string | null;
}

/** All servers that were not removed, by name. `openPassword` unseals what is stored; a server without one has an empty password. */
export async function loadRegistry(
  db: Database,
  openPassword: (stored: string) => string,
): Promise<readonly RegisteredServer[]> {
  const rows = await db
    .select({
      id: servers.id,
      name: servers.name,
      host: servers.host,
      port: servers.port,
      protocol: servers.protocol,
      groupLabel: servers.groupLabel,
      enabled: servers.enabled,
      updatedAt: servers.updatedAt,
      stored: serverCredentials.rconPassword,
    })
    .from(servers)
    .leftJoin(serverCredentials, eq(serverCredentials.serverId, servers.id))
    .where(isNull(servers.removedAt))
    .orderBy(asc(servers.name));
  return rows.map((row) => {
    const { password, passwordProblem } = opened(row.stored, openPassword);
    // Field by field: what is made by spreading the rest of a row is slow to read, and they are read at each poll.
    return {
      id: row.id,
      name: row.name,
      host: row.host,
      port: row.port,
      password,
      protocol: row.protocol,
      groupLabel: row.groupLabel,
      enabled: row.enabled,
      updatedAt: row.updatedAt,
      passwordProblem,
    };
  });
}

/**
 * A text that is another one after any change of what `loadRegistry` reads, also by somebody who forgets `updated_at`: to read and open
 * thousands of passwords again and again would cost as much as polling the servers.
 */
export async function registryVersion(db: Database): Promise<string> {
  const [row] = await db.$client<{ version: string }[]>`
    select count(*) || '/' || coalesce(
      sum(hashtextextended(concat(s.xmin, s.ctid, ' ', c.xmin, c.ctid), 0)), 0) as version
    from servers s left join server_credentials c on c.server_id = s.id
    where s.removed_at is null`;
  return row?.version ?? '';
}

/** One password that cannot be opened must not take the other servers with it. */
function opened(stored: string | null, openPassword: (stored: string) => string) {
  if (stored === null) return { password: '', passwordProblem: null };
  try {
    return { password: openPassword(stored), passwordProblem: null };
  } catch (error) {
    return { password: '', passwordProblem: messageOf(error) };
  }
}
