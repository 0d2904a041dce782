import type { Command } from 'commander';
import { readDatabaseConfig } from '../config.ts';
import { listServers, type RegistryEntry } from '../store/registry-find.ts';
import { formatAddress } from '../transport/tcp.ts';
import { withDatabase } from './database.ts';
import { note, print, type CliIo } from './io.ts';
import { toJson } from './printable.ts';
import { renderTable } from './table.ts';

export function addServersList(servers: Command, io: CliIo): void {
  servers
    .command('list')
    .description('List the registered servers.')
    .option('--json', 'one JSON array: id, name, host, port, protocol, group, enabled')
    .addHelpText(
      'after',
      `
Example:
  rollcall servers list --json | jq -r '.[] | select(.enabled) | .name'`,
    )
    .action(async (options: { readonly json?: true }) => {
      const { DATABASE_URL: url } = readDatabaseConfig(io.env);
      const list = await withDatabase(url, listServers);
      if (options.json === true) {
        print(io, toJson(list.map(registryFacts)));
        return;
      }
      if (list.length === 0) {
        note(io, 'no server is registered yet: rollcall servers add NAME HOST:PORT');
        return;
      }
      print(
        io,
        renderTable(
          [
            { title: 'ID', value: (server) => server.id, align: 'right' },
            { title: 'NAME', value: (server) => server.name },
            { title: 'ADDRESS', value: formatAddress },
            { title: 'PROTOCOL', value: (server) => server.protocol },
            { title: 'GROUP', value: (server) => server.groupLabel ?? '' },
            { title: 'ENABLED', value: (server) => (server.enabled ? 'yes' : 'no') },
          ],
          list,
        ),
      );
    });
}

/** What `--json` tells of a registered server. */
export function registryFacts(
  server: Pick<
    RegistryEntry,
    'id' | 'name' | 'host' | 'port' | 'protocol' | 'groupLabel' | 'enabled'
  >,
) {
  const { id, name, host, port, protocol, groupLabel, enabled } = server;
  return { id, name, host, port, protocol, group: groupLabel, enabled };
}
