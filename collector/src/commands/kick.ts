import { UserError } from '@rollcall/shared';
import type { Command } from 'commander';
import { kickLine } from '../admin/source-lines.ts';
import { choosePlayer, playerLabel } from './choose-player.ts';
import { print, type CliIo } from './io.ts';
import { withServerConsole } from './server-console.ts';

/** What stands for a player in `kick` and `ban`. */
export const PLAYER_ARGUMENT =
  'whole name, # number from status, or any Steam id: STEAM_1:0:5, [U:1:10], 17 digits';

export function addKick(program: Command, io: CliIo): void {
  program
    .command('kick')
    .description('Send a player off a Source server.')
    .argument('<server>', 'name or number of a registered server')
    .argument('<player>', PLAYER_ARGUMENT)
    .option('--reason <text>', 'what the player reads')
    .addHelpText(
      'after',
      `
A name that fits several players is shown, never guessed. Every kick is a row in operator_command before it is sent.

Example:
  rollcall kick "Campaign 1" Zoey --reason "be nice"
  rollcall kick "Campaign 1" "#12"`,
    )
    .action(async (nameOrId: string, typed: string, options: { readonly reason?: string }) => {
      const reason = options.reason ?? null;
      await withServerConsole(io, nameOrId, 'kick', async (console) => {
        const seen = await console.observe();
        const player = choosePlayer(seen, typed);
        if (player === null) {
          throw new UserError(
            `"${typed}" is not on ${console.server.name} (rollcall poll shows who is)`,
          );
        }
        const { name: playerName, playerId } = player;
        const form = player.userId === null ? await console.idForm() : 'STEAM_1';
        await console.send(kickLine(player, form, reason), { playerId, playerName, reason });
        print(io, `kicked ${playerLabel(playerName, playerId)} from ${console.server.name}`);
      });
    });
}
