import { UserError, type Database } from '@rollcall/shared';
import { servers } from '@rollcall/shared/schema';
import { and, eq, isNull, sql } from 'drizzle-orm';
import postgres from 'postgres';
import { refuseUnsealed } from './credentials.ts';

export interface NewServer {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
  readonly groupLabel: string | null;
  readonly enabled: boolean;
  /** As it is to be stored: sealed if there is a key. Null = none. */
  readonly storedPassword: string | null;
}

/** What may change; what is left out stays. */
export type ServerUpdate = Partial<Omit<NewServer, 'storedPassword'>>;

/**
 * Registers a server, with its password in the same statement.
 *
 * @returns its number.
 * @throws UserError if the name is taken or empty, the port is none, or the password alone would not be sealed.
 */
export async function addServer(db: Database, server: NewServer): Promise<number> {
  await refuseUnsealed(db, server.storedPassword);
  const name = server.name.trim();
  const rows = await refusedAsUserError(
    name,
    db.$client<{ id: number }[]>`
      with added as (
        insert into servers (name, host, port, protocol, group_label, enabled)
        values (${name}, ${server.host.trim()}, ${server.port}, ${server.protocol},
                ${groupLabel(server.groupLabel)}, ${server.enabled})
        returning id
      ), password as (
        insert into server_credentials (server_id, rcon_password)
        select id, ${server.storedPassword}::text from added where ${server.storedPassword}::text is not null
      )
      select id from added`,
  );
  const [added] = rows;
  if (added === undefined) throw new Error('the server was not stored');
  return added.id;
}

/**
 * Changes what `update` names.
 *
 * @throws UserError if the server is gone, the new name is taken or empty, or the port is none.
 */
export async function updateServer(db: Database, id: number, update: ServerUpdate): Promise<void> {
  const name = update.name?.trim();
  const changed = await refusedAsUserError(
    name ?? '',
    db
      .update(servers)
      .set({
        ...update,
        ...(name === undefined ? {} : { name }),
        ...(update.host === undefined ? {} : { host: update.host.trim() }),
        ...(update.groupLabel === undefined ? {} : { groupLabel: groupLabel(update.groupLabel) }),
        updatedAt: sql`now()`,
      })
      .where(and(eq(servers.id, id), isNull(servers.removedAt)))
      .returning({ id: servers.id }),
  );
  if (changed.length === 0) throw noSuchServer(id);
}

/** Starts or ends the polling of a server. */
export async function setEnabled(db: Database, id: number, enabled: boolean): Promise<void> {
  await updateServer(db, id, { enabled });
}

/**
 * Stores a password as it is given (sealed if there is a key); null forgets it. A running collector takes it up at once.
 *
 * @throws UserError if the server is gone, or the password alone would not be sealed.
 */
export async function setPassword(
  db: Database,
  id: number,
  storedPassword: string | null,
): Promise<void> {
  if (storedPassword === null) {
    await db.$client`
      with forgotten as (delete from server_credentials where server_id = ${id})
      update servers set updated_at = now() where id = ${id} and removed_at is null`;
    return;
  }
  await refuseUnsealed(db, storedPassword);
  // The time of the change tells a collector that starts later that a password rejected before is worth another try.
  const stored = await db.$client`
    with changed as (
      update servers set updated_at = now() where id = ${id} and removed_at is null returning id
    )
    insert into server_credentials (server_id, rcon_password)
    select id, ${storedPassword} from changed
    on conflict (server_id) do update set rcon_password = excluded.rcon_password
    returning server_id`;
  if (stored.length === 0) throw noSuchServer(id);
}

export function noSuchServer(id: number): UserError {
  return new UserError(`there is no server with the number ${id}`);
}

function groupLabel(label: string | null): string | null {
  const trimmed = label?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

async function refusedAsUserError<T>(name: string, work: PromiseLike<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    // drizzle wraps what the driver threw.
    const refusal = error instanceof Error && error.cause !== undefined ? error.cause : error;
    if (!(refusal instanceof postgres.PostgresError)) throw error;
    const { constraint_name: constraint } = refusal;
    const message = [
      { constraint: 'servers_name_key', message: `there is already a server named ${name}` },
      { constraint: 'servers_name_not_blank', message: 'the name of a server must not be empty' },
      { constraint: 'servers_port_range', message: 'a port is a number from 1 to 65535' },
    ].find((known) => known.constraint === constraint)?.message;
    if (message === undefined) throw error;
    throw new UserError(message, { cause: error });
  }
}
