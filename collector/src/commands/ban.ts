import { parseSteamId, UserError } from '@rollcall/shared';
import type { Command } from 'commander';
import { banMinutes } from '../admin/ban-time.ts';
import { banLine, kickLine, SAVE_BANS_LINE } from '../admin/source-lines.ts';
import { choosePlayer, playerLabel } from './choose-player.ts';
import { print, type CliIo } from './io.ts';
import { PLAYER_ARGUMENT } from './kick.ts';
import { withServerConsole, type ServerConsole } from './server-console.ts';

interface Options {
  readonly reason: string;
  readonly for: string;
}

export function addBan(program: Command, io: CliIo): void {
  program
    .command('ban')
    .description('Keep a player off a Source server; whoever is on is kicked, too.')
    .argument('<server>', 'name or number of a registered server')
    .argument('<player>', PLAYER_ARGUMENT)
    .requiredOption('--reason <text>', 'why; kept in operator_command, and read by the player')
    .requiredOption('--for <time>', 'how long: 30m, 12h, 7d, 2w or ever')
    .addHelpText(
      'after',
      `
Who is not on can be banned by id. A ban for ever is saved on the server (writeid; its server.cfg has to hold
"exec banned_user.cfg"); others end early if the server restarts: that is how Source works.
Who banned whom, why and until when is a row in operator_command before it is sent.

Example:
  rollcall ban "Campaign 1" Zoey --for 7d --reason "cheating"
  rollcall ban "Campaign 1" 76561197960268197 --for ever --reason "cheating"`,
    )
    .action(async (nameOrId: string, typed: string, options: Options) => {
      const minutes = banMinutes(options.for);
      const reason = options.reason.trim();
      if (reason === '') throw new UserError('--reason is empty', { exitCode: 2 });
      await withServerConsole(io, nameOrId, 'ban', async (console) => {
        const { playerId, playerName, userId } = await whomToBan(console, typed);
        const bannedUntil = minutes === 0 ? 'ever' : new Date(Date.now() + minutes * 60_000);
        const form = await console.idForm();
        // Both are made before the first is sent: a reason too long for a line must not leave half of it done.
        const kick = userId === null ? null : kickLine({ userId, playerId }, form, reason);
        const facts = { playerId, playerName, reason };
        await console.send(banLine(playerId, form, minutes), { ...facts, bannedUntil });
        if (kick !== null) await console.send(kick, facts);
        if (minutes === 0) await console.send(SAVE_BANS_LINE);
        const until = bannedUntil === 'ever' ? 'for ever' : `until ${bannedUntil.toISOString()}`;
        print(
          io,
          `banned ${playerLabel(playerName, playerId)} from ${console.server.name} ${until}`,
        );
      });
    });
}

interface Banned {
  readonly playerId: bigint;
  readonly playerName: string | null;
  readonly userId: number | null;
}

async function whomToBan(console: ServerConsole, typed: string): Promise<Banned> {
  const player = choosePlayer(await console.observe(), typed);
  if (player === null) {
    const playerId = parseSteamId(typed.trim());
    if (playerId !== null) return { playerId, playerName: null, userId: null };
    throw new UserError(
      `"${typed}" is not on ${console.server.name}: whoever is not there can be banned by id only`,
    );
  }
  const { playerId, name: playerName, userId } = player;
  if (playerId === null) {
    throw new UserError(
      `the server does not tell the id of ${playerLabel(playerName, null)} (yet): try again, or kick`,
    );
  }
  return { playerId, playerName, userId };
}
