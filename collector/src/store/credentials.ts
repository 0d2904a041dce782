import { UserError, type Database } from '@rollcall/shared';

/** A password as it is stored. */
export interface StoredPassword {
  readonly serverId: number;
  readonly server: string;
  readonly stored: string;
  /** Another one after any change of the row. */
  readonly version: string;
}

/** All passwords there are, by the name of the server. */
export async function storedPasswords(db: Database): Promise<readonly StoredPassword[]> {
  const rows = await db.$client<StoredPassword[]>`
    select c.server_id as "serverId", s.name as server, c.rcon_password as stored, c.xmin::text as version
    from server_credentials c join servers s on s.id = c.server_id order by s.name, s.id`;
  return [...rows];
}

/**
 * Stores other texts for the same passwords; all in one statement. What was changed meanwhile stays. Nothing else of the servers
 * changes: a password that a server has refused is still the same one.
 *
 * @returns how many were stored.
 */
export async function replaceStored(
  db: Database,
  passwords: readonly StoredPassword[],
): Promise<number> {
  // What was stored before is not among it: it may be a password, and Postgres may log what statements hold.
  const values = JSON.stringify(
    passwords.map(({ serverId, stored, version }) => ({ id: serverId, stored, version })),
  );
  const rows = await db.$client`
    update server_credentials c set rcon_password = n.stored
    from json_to_recordset(${values}::text::json) as n(id integer, stored text, version text)
    where c.server_id = n.id and c.xmin::text = n.version
    returning c.server_id`;
  return rows.length;
}

/**
 * Looks at what is to be stored beside other passwords.
 *
 * @throws UserError if it is not sealed, and they are: it would stand in every dump, and nobody would notice.
 */
export async function refuseUnsealed(db: Database, storedPassword: string | null): Promise<void> {
  if (storedPassword === null || storedPassword.startsWith('sealed:')) return;
  const sealed = await db.$client`
    select from server_credentials where rcon_password like 'sealed:%' limit 1`;
  if (sealed.length === 0) return;
  throw new UserError(
    'passwords are sealed here, and this one would not be: set ROLLCALL_SECRET_KEY (or ROLLCALL_SECRET_KEY_FILE)',
  );
}
