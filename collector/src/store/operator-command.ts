import type { Database } from '@rollcall/shared';
import type { CommandOutcome } from '@rollcall/shared/schema';
import { maskSecrets } from './mask-secrets.ts';
import { storable } from './storable.ts';

/** A command as it is about to be sent. */
export interface OperatorCommand {
  /** Who and from where: `user@machine`. */
  readonly operator: string;
  /** Null where the server is not registered. */
  readonly serverId: number | null;
  /** Its name, or HOST:PORT. */
  readonly target: string;
  /** The command of `rollcall`: `rcon`, `kick`, `ban`, … */
  readonly via: string;
  /** What is sent; masked here, before it is stored. */
  readonly command: string;
  readonly playerId?: bigint | null;
  readonly playerName?: string | null;
  readonly reason?: string | null;
  readonly bannedUntil?: Date | 'ever' | null;
}

export interface CommandResult {
  readonly outcome: CommandOutcome;
  /** What went wrong, in words; null when all is well. */
  readonly detail: string | null;
  readonly durationMs: number;
}

/**
 * Writes down a command, before it is sent: what cannot be written down is not to be sent. `secrets` are known ones (the RCON
 * password) that may stand anywhere in it.
 *
 * @returns the number of the row, for `recordOutcome`.
 */
export async function recordCommand(
  db: Database,
  command: OperatorCommand,
  secrets: readonly string[] = [],
): Promise<number> {
  const { bannedUntil = null } = command;
  const until = bannedUntil === 'ever' ? 'infinity' : (bannedUntil?.toISOString() ?? null);
  const text = (value: string | null | undefined) =>
    value === null || value === undefined ? null : storable(maskSecrets(value, secrets));
  const rows = await db.$client<{ id: string }[]>`
    insert into operator_command
      (operator, server_id, target, via, command, player_id, player_name, reason, banned_until)
    values (${storable(command.operator)}, ${command.serverId}, ${storable(command.target)},
            ${command.via}, ${text(command.command)}, ${command.playerId?.toString() ?? null},
            ${text(command.playerName)},
            ${text(command.reason)}, ${until})
    returning id`;
  const [row] = rows;
  if (row === undefined) throw new Error('the command was not written down');
  return Number(row.id);
}

/** Adds to a command what became of it. */
export async function recordOutcome(
  db: Database,
  id: number,
  { outcome, detail, durationMs }: CommandResult,
): Promise<void> {
  const told = detail === null ? null : storable(detail);
  await db.$client`
    update operator_command
    set outcome = ${outcome}, detail = ${told}, duration_ms = ${Math.round(durationMs)}
    where id = ${id}`;
}

export interface BannedPlayer {
  readonly playerId: bigint;
  readonly name: string | null;
}

/** Who was banned on a server through Rollcall under this name, whatever its case. */
export async function findBanned(
  db: Database,
  serverId: number,
  name: string,
): Promise<readonly BannedPlayer[]> {
  const rows = await db.$client<{ player_id: string; player_name: string | null }[]>`
    select distinct on (player_id) player_id, player_name
    from operator_command
    where server_id = ${serverId} and via = 'ban' and player_id is not null
      and lower(player_name) = lower(${storable(name)})
    order by player_id, sent_at desc`;
  return rows.map((row) => ({ playerId: BigInt(row.player_id), name: row.player_name }));
}
