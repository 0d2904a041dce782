import { UserError, type Database } from '@rollcall/shared';
import type { Command } from 'commander';
import { readRegistryConfig } from '../config.ts';
import { openPassword, secretKeys, type SecretSettings } from '../secrets/seal.ts';
import type { RegisteredServer } from '../store/registry.ts';
import { loadRegistry } from '../store/registry.ts';
import { withDatabase } from './database.ts';
import { requireServer } from './find-server.ts';
import { print, type CliIo } from './io.ts';
import { serverCfg } from './server-cfg.ts';

export function addServersCfg(servers: Command, io: CliIo): void {
  servers
    .command('cfg')
    .description("Print the lines that belong at the END of the game's server.cfg.")
    .argument('<name>', 'name or number of the server')
    .addHelpText(
      'after',
      `
They hold the RCON password in clear.

Example:
  rollcall servers cfg "Campaign 1" >> server.cfg`,
    )
    .action(async (name: string) => {
      const config = readRegistryConfig(io.env);
      const server = await withDatabase(config.DATABASE_URL, (db) =>
        serverWithPassword(db, name, config),
      );
      print(io, serverCfg(server, server.password));
    });
}

/**
 * A server with its password opened.
 *
 * @throws UserError if there is no such server, or none that can be used.
 */
export async function serverWithPassword(
  db: Database,
  nameOrId: string,
  secrets: SecretSettings,
): Promise<RegisteredServer> {
  const { id, name } = await requireServer(db, nameOrId);
  const keys = secretKeys(secrets);
  const registry = await loadRegistry(db, (stored) => openPassword(keys, stored));
  const server = registry.find((candidate) => candidate.id === id);
  const problem =
    server?.passwordProblem ?? (server?.password === '' ? 'it has no RCON password' : null);
  if (server === undefined || problem !== null) {
    throw new UserError(
      `"${name}": ${problem ?? 'it was removed'}; set one with "rollcall servers set" and --password-file or --generate-password`,
    );
  }
  return server;
}
