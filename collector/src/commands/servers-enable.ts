import type { Command } from 'commander';
import { readDatabaseConfig } from '../config.ts';
import { setEnabled } from '../store/registry-edit.ts';
import { editRegistry } from './database.ts';
import { requireServer } from './find-server.ts';
import { print, type CliIo } from './io.ts';

export function addServersEnable(servers: Command, io: CliIo): void {
  const toggle = (verb: 'enable' | 'disable', description: string, explanation: string) => {
    const enabled = verb === 'enable';
    servers
      .command(verb)
      .description(description)
      .argument('<name>', 'name or number of the server')
      .addHelpText('after', `\n${explanation}\n\nExample:\n  rollcall servers ${verb} versus`)
      .action(async (nameOrId: string) => {
        const { DATABASE_URL: url } = readDatabaseConfig(io.env);
        await editRegistry(url, async (db) => {
          const server = await requireServer(db, nameOrId);
          if (server.enabled === enabled) {
            print(io, `"${server.name}" was ${verb}d already`);
            return;
          }
          await setEnabled(db, server.id, enabled);
          print(io, `${verb}d "${server.name}"`);
        });
      });
  };
  toggle(
    'enable',
    'Poll a server again.',
    'A running collector polls it at once. A rejected password is tried again.',
  );
  toggle(
    'disable',
    'Stop polling a server, and keep it.',
    'Its history and its password stay; sessions that are open end when the server was last seen.',
  );
}
