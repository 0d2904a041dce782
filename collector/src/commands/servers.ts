import type { Command } from 'commander';
import type { CliIo } from './io.ts';
import { addServersAdd } from './servers-add.ts';
import { addServersApply } from './servers-apply.ts';
import { addServersCfg } from './servers-cfg.ts';
import { addServersEnable } from './servers-enable.ts';
import { addServersList } from './servers-list.ts';
import { addServersRemove } from './servers-remove.ts';
import { addServersSet } from './servers-set.ts';
import { addServersShow } from './servers-show.ts';

export function addServers(program: Command, io: CliIo): void {
  const servers = program
    .command('servers')
    .description('The registry: which game servers there are, and how to reach them.')
    .helpCommand('help [command]', 'explain a command')
    .addHelpText(
      'after',
      `
NAME is the name of a server or its number. A running collector follows every change at once.

Example:
  rollcall servers add "Campaign 1" 203.0.113.7:27015 --group "Left 4 Dead 2"
  rollcall servers list`,
    );
  for (const add of [
    addServersAdd,
    addServersList,
    addServersShow,
    addServersSet,
    addServersEnable,
    addServersRemove,
    addServersApply,
    addServersCfg,
  ]) {
    add(servers, io);
  }
}
