import type { Command } from 'commander';
import { readRegistryConfig } from '../config.ts';
import { parseAddress, type Address } from '../fleet/address.ts';
import { sealPassword, secretKeys } from '../secrets/seal.ts';
import { addServer } from '../store/registry-edit.ts';
import { listServers } from '../store/registry-find.ts';
import { formatAddress } from '../transport/tcp.ts';
import { editRegistry } from './database.ts';
import { note, print, type CliIo } from './io.ts';
import {
  addPasswordOptions,
  generatePassword,
  readGivenPassword,
  type PasswordOptions,
} from './password-input.ts';
import { serverCfg } from './server-cfg.ts';
import { groupLabel, protocolName, serverName } from './server-input.ts';

interface Options extends PasswordOptions {
  readonly protocol: string;
  readonly group?: string;
}

export function addServersAdd(servers: Command, io: CliIo): void {
  const command = servers
    .command('add')
    .description('Register a server; it is polled from then on.')
    .argument('<name>', 'what you call it: unique, at most 100 characters')
    .argument('<host:port>', 'where its remote console is; IPv6 in brackets')
    .option('--protocol <protocol>', 'how to ask it', 'source')
    .option('--group <label>', 'heading under which the pages list it');
  addPasswordOptions(command)
    .addHelpText(
      'after',
      `
Without a password one is generated and printed with the lines for the game's server.cfg
("rollcall servers cfg" prints them again).

Example:
  rollcall servers add "Campaign 1" 203.0.113.7:27015 --group "Left 4 Dead 2"
  rollcall servers add versus [2001:db8::7]:27015 --password-file rcon.txt`,
    )
    .action(async (nameText: string, addressText: string, options: Options) => {
      const name = serverName(nameText);
      const address = parseAddress(addressText);
      const protocol = protocolName(options.protocol);
      const group = options.group === undefined ? null : groupLabel(options.group);
      const config = readRegistryConfig(io.env);
      const given = await readGivenPassword(io, options);
      const password = given ?? generatePassword();
      const storedPassword = sealPassword(secretKeys(config), password);
      const server = { name, ...address, protocol, groupLabel: group, enabled: true };
      const id = await editRegistry(config.DATABASE_URL, async (db) => {
        const others = await listServers(db);
        const added = await addServer(db, { ...server, storedPassword });
        noteSameAddress(io, others, address);
        return added;
      });
      print(io, `added "${name}" (number ${id}) at ${formatAddress(address)}`);
      if (given === null) print(io, `\n${serverCfg(server, password)}`);
    });
}

function noteSameAddress(
  io: CliIo,
  others: readonly (Address & { readonly name: string })[],
  { host, port }: Address,
): void {
  const other = others.find(
    (server) => server.host.toLowerCase() === host.toLowerCase() && server.port === port,
  );
  if (other === undefined) return;
  note(io, `rollcall: note: "${other.name}" has the same address; it is polled twice now`);
}
