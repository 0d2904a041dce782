import { UserError, type Database } from '@rollcall/shared';
import { Option, type Command } from 'commander';
import { readRegistryConfig } from '../config.ts';
import { parseAddress } from '../fleet/address.ts';
import { sealPassword, secretKeys } from '../secrets/seal.ts';
import { setPassword, updateServer, type ServerUpdate } from '../store/registry-edit.ts';
import { editRegistry } from './database.ts';
import { requireServer } from './find-server.ts';
import { print, type CliIo } from './io.ts';
import {
  addPasswordOptions,
  generatePassword,
  readGivenPassword,
  type PasswordOptions,
} from './password-input.ts';
import { serverCfg } from './server-cfg.ts';
import { groupLabel, protocolName, serverName } from './server-input.ts';

interface Options extends PasswordOptions {
  readonly name?: string;
  readonly address?: string;
  readonly protocol?: string;
  /** False for `--no-group`. */
  readonly group?: string | false;
  readonly generatePassword?: true;
}

export function addServersSet(servers: Command, io: CliIo): void {
  const command = servers
    .command('set')
    .description('Change a server: its name, address, protocol, group or password.')
    .argument('<name>', 'name or number of the server')
    .option('--name <name>', 'another name; the history stays')
    .option('--address <host:port>', 'another address; IPv6 in brackets')
    .option('--protocol <protocol>', 'how to ask it')
    .option('--group <label>', 'heading under which the pages list it')
    .option('--no-group', 'no heading');
  addPasswordOptions(command)
    .addOption(
      new Option(
        '--generate-password',
        'make a new RCON password and print the lines for server.cfg',
      ).conflicts(['passwordFile', 'passwordStdin']),
    )
    .addHelpText(
      'after',
      `
Example:
  rollcall servers set "Campaign 1" --address 203.0.113.8:27015
  rollcall servers set 3 --password-file rcon.txt`,
    )
    .action(async (nameOrId: string, options: Options) => {
      const update = serverUpdate(options);
      const config = readRegistryConfig(io.env);
      const given = await readGivenPassword(io, options);
      const password = options.generatePassword === true ? generatePassword() : given;
      if (Object.keys(update).length === 0 && password === null) {
        throw new UserError('nothing to change: name an option (--help lists them)', {
          exitCode: 2,
        });
      }
      const stored = password === null ? null : sealPassword(secretKeys(config), password);
      const server = await editRegistry(config.DATABASE_URL, (db) =>
        change(db, nameOrId, update, stored),
      );
      print(io, `changed "${server.name}" (number ${server.id})`);
      if (options.generatePassword === true && password !== null) {
        print(io, `\n${serverCfg(server, password)}`);
      }
    });
}

async function change(
  db: Database,
  nameOrId: string,
  update: ServerUpdate,
  storedPassword: string | null,
) {
  const before = await requireServer(db, nameOrId);
  if (Object.keys(update).length > 0) await updateServer(db, before.id, update);
  if (storedPassword !== null) await setPassword(db, before.id, storedPassword);
  return { ...before, ...update };
}

function serverUpdate({ name, address, protocol, group }: Options): ServerUpdate {
  return {
    ...(name === undefined ? {} : { name: serverName(name) }),
    ...(address === undefined ? {} : parseAddress(address)),
    ...(protocol === undefined ? {} : { protocol: protocolName(protocol) }),
    ...(group === undefined ? {} : { groupLabel: group === false ? null : groupLabel(group) }),
  };
}
