import { UserError } from '@rollcall/shared';
import type { Command } from 'commander';
import { readDatabaseConfig } from '../config.ts';
import { removeServer } from '../store/registry-remove.ts';
import { formatAddress } from '../transport/tcp.ts';
import { confirm } from './confirm.ts';
import { editRegistry, withDatabase } from './database.ts';
import { requireServer } from './find-server.ts';
import { print, type CliIo } from './io.ts';

export function addServersRemove(servers: Command, io: CliIo): void {
  servers
    .command('remove')
    .description('Take a server out of the registry; its history stays.')
    .argument('<name>', 'name or number of the server')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      `
Its password is forgotten, and its open sessions end when the server was last seen. "rollcall servers disable" only
stops the polling.

Example:
  rollcall servers remove versus --yes`,
    )
    .action(async (nameOrId: string, options: { readonly yes?: true }) => {
      const { DATABASE_URL: url } = readDatabaseConfig(io.env);
      const found = await withDatabase(url, (db) => requireServer(db, nameOrId));
      const question = `Remove "${found.name}" (${formatAddress(found)}) and forget its password?`;
      if (options.yes !== true && !(await confirm(io, question))) {
        throw new UserError('nothing was removed');
      }
      await editRegistry(url, (db) => removeServer(db, found.id, new Date()));
      print(io, `removed "${found.name}"; its history stays`);
    });
}
