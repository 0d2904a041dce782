import { Argument, type Command } from 'commander';
import { readDatabaseConfig } from '../config.ts';
import { listServers } from '../store/registry-find.ts';
import { commandTree } from './command-tree.ts';
import { completionScript, SHELLS, type Shell } from './completion-scripts.ts';
import { withDatabase } from './database.ts';
import { print, type CliIo } from './io.ts';
import { manPage } from './man-page.ts';
import { printable } from './printable.ts';

const WHAT = [...SHELLS, 'man', 'servers'] as const;
type What = Shell | 'man' | 'servers';

export function addCompletion(program: Command, io: CliIo): void {
  program
    .command('completion')
    .description('Print what completes rollcall in a shell, or its manual.')
    .addArgument(
      new Argument(
        '<what>',
        'a shell; man = the manual page; servers = the names a shell completes',
      ).choices(WHAT),
    )
    .addHelpText(
      'after',
      `
Example:
  rollcall completion bash > /etc/bash_completion.d/rollcall
  rollcall completion zsh > "\${fpath[1]}/_rollcall"
  rollcall completion fish > ~/.config/fish/completions/rollcall.fish
  rollcall completion man > /usr/local/share/man/man1/rollcall.1`,
    )
    .action(async (what: What) => {
      if (what === 'servers') {
        const config = readDatabaseConfig(io.env);
        const servers = await withDatabase(config.DATABASE_URL, listServers);
        for (const { name } of servers) print(io, printable(name));
        return;
      }
      const tree = commandTree(program);
      print(io, what === 'man' ? manPage(tree) : completionScript(what, tree));
    });
}
