import type { Database } from '@rollcall/shared';
import { servers } from '@rollcall/shared/schema';
import { and, asc, eq, isNull, or } from 'drizzle-orm';

/** A server as the registry knows it, without its password. */
export interface RegistryEntry {
  readonly id: number;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
  readonly groupLabel: string | null;
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const columns = {
  id: servers.id,
  name: servers.name,
  host: servers.host,
  port: servers.port,
  protocol: servers.protocol,
  groupLabel: servers.groupLabel,
  enabled: servers.enabled,
  createdAt: servers.createdAt,
  updatedAt: servers.updatedAt,
};

/** All servers that were not removed, by name. */
export function listServers(db: Database): Promise<readonly RegistryEntry[]> {
  return db
    .select(columns)
    .from(servers)
    .where(isNull(servers.removedAt))
    .orderBy(asc(servers.name));
}

/** The server of this name, else the one with this number; null if there is none. A server called `7` comes before number 7. */
export async function findServer(db: Database, nameOrId: string): Promise<RegistryEntry | null> {
  const name = nameOrId.trim();
  const id = /^[1-9]\d{0,8}$/.test(name) ? Number(name) : null;
  const found = await db
    .select(columns)
    .from(servers)
    .where(
      and(
        isNull(servers.removedAt),
        or(eq(servers.name, name), id === null ? undefined : eq(servers.id, id)),
      ),
    );
  return found.find((server) => server.name === name) ?? found[0] ?? null;
}
