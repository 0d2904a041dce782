import { parseSteamId, UserError } from '@rollcall/shared';
import type { Command } from 'commander';
import { SAVE_BANS_LINE, unbanLine } from '../admin/source-lines.ts';
import { findBanned, type BannedPlayer } from '../store/operator-command.ts';
import { playerLabel } from './choose-player.ts';
import { print, type CliIo } from './io.ts';
import { withServerConsole, type ServerConsole } from './server-console.ts';

export function addUnban(program: Command, io: CliIo): void {
  program
    .command('unban')
    .description('Let a banned player back on a Source server.')
    .argument('<server>', 'name or number of a registered server')
    .argument('<player>', 'any Steam id, or the name under which "rollcall ban" banned them there')
    .option('--reason <text>', 'why; kept in operator_command')
    .addHelpText('after', `\nExample:\n  rollcall unban "Campaign 1" STEAM_1:1:1234`)
    .action(async (nameOrId: string, typed: string, options: { readonly reason?: string }) => {
      const reason = options.reason ?? null;
      await withServerConsole(io, nameOrId, 'unban', async (console) => {
        const { playerId, name: playerName } = await whomToUnban(console, typed.trim());
        const line = unbanLine(playerId, await console.idForm());
        await console.send(line, { playerId, playerName, reason });
        await console.send(SAVE_BANS_LINE);
        print(io, `unbanned ${playerLabel(playerName, playerId)} on ${console.server.name}`);
      });
    });
}

async function whomToUnban({ db, server }: ServerConsole, typed: string): Promise<BannedPlayer> {
  const id = parseSteamId(typed);
  const called = await findBanned(db, server.id, typed);
  const others = called.filter(({ playerId }) => playerId !== id);
  const found = [...(id === null ? [] : [{ playerId: id, name: null }]), ...others];
  const [first] = found;
  if (first === undefined) {
    throw new UserError(`"${typed}" was not banned from ${server.name} by Rollcall: unban by id`);
  }
  if (found.length > 1) {
    const lines = found.map(({ name, playerId }) => `  ${playerLabel(name, playerId)}`);
    throw new UserError(`"${typed}" may be any of these; unban by id:\n${lines.join('\n')}`);
  }
  return first;
}
