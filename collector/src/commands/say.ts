import type { Command } from 'commander';
import { sayLine } from '../admin/source-lines.ts';
import type { CliIo } from './io.ts';
import { withServerConsole } from './server-console.ts';

export function addSay(program: Command, io: CliIo): void {
  program
    .command('say')
    .description('Say something in the chat of a Source server.')
    .argument('<server>', 'name or number of a registered server')
    .argument(
      '<text...>',
      'what to say; quotes and semicolons are replaced, since they end a command',
    )
    .addHelpText('after', `\nExample:\n  rollcall say "Campaign 1" "restart in five minutes"`)
    .action(async (nameOrId: string, words: readonly string[]) => {
      const line = sayLine(words.join(' '));
      await withServerConsole(io, nameOrId, 'say', (console) => console.send(line));
    });
}
