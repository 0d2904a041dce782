import { UserError } from '@rollcall/shared';
import { findPlayer } from '../admin/find-player.ts';
import type { Observation, RosterEntry } from '../observation.ts';
import { printable } from './printable.ts';

const MAX_SHOWN = 10;

/**
 * The one player on the server who is meant; null where nobody is.
 *
 * @throws UserError that shows all who may be meant
 */
export function choosePlayer(seen: Observation, typed: string): RosterEntry | null {
  const match = findPlayer(seen.roster, typed);
  switch (match.type) {
    case 'one':
      return match.player;
    case 'several':
      throw new UserError(
        `"${typed}" may be any of these; say which by its # number or its id:\n${listed(match.players)}`,
      );
    case 'none':
      if (match.similar.length === 0) return null;
      throw new UserError(
        `nobody on the server is called "${typed}". Part of a name is never guessed; do you mean:\n${listed(match.similar)}`,
      );
  }
}

/** `Zoey (76561197960268197)`, for people. */
export function playerLabel(name: string | null, playerId: bigint | null): string {
  const id = playerId === null ? 'id not known' : playerId.toString();
  return name === null ? id : `${printable(name)} (${id})`;
}

function listed(players: readonly RosterEntry[]): string {
  const lines = players.slice(0, MAX_SHOWN).map((player) => {
    const number = player.userId === null ? '' : `#${player.userId}  `;
    return `  ${number}${playerLabel(player.name, player.playerId)}`;
  });
  const more = players.length - MAX_SHOWN;
  return [...lines, ...(more > 0 ? [`  … and ${more} more`] : [])].join('\n');
}
