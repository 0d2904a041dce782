import type { Observation, RosterEntry } from '../observation.ts';
import { formatAddress } from '../transport/tcp.ts';
import { formatConnected } from './ages.ts';
import type { PollTarget } from './observe-once.ts';
import { renderFields, renderTable } from './table.ts';

/** An observation for people. */
export function renderObservation(target: PollTarget, at: Date, seen: Observation): string {
  const told = (value: string | number | null) => String(value ?? '?');
  const address = formatAddress(target);
  const fields = renderFields([
    ['server', target.name === address ? address : `${target.name} (${address})`],
    ['at', at.toISOString()],
    ['map', told(seen.map)],
    ['players', `${told(seen.players)}/${told(seen.maxPlayers)}, ${told(seen.bots)} bots`],
    ['hibernating', seen.hibernating === null ? '?' : seen.hibernating ? 'yes' : 'no'],
    ['complete', seen.complete ? 'yes' : 'no: the list does not account for everybody counted'],
  ]);
  return seen.roster.length === 0 ? fields : `${fields}\n${renderRoster(seen.roster)}`;
}

function renderRoster(roster: readonly RosterEntry[]): string {
  return renderTable<RosterEntry>(
    [
      { title: 'NAME', value: (entry) => entry.name },
      { title: 'PLAYER ID', value: (entry) => entry.playerId?.toString() ?? '—' },
      {
        title: 'CONNECTED',
        value: ({ connectedSeconds }) =>
          connectedSeconds === null ? '?' : formatConnected(connectedSeconds),
        align: 'right',
      },
      { title: 'PING', value: (entry) => entry.ping ?? '?', align: 'right' },
    ],
    roster,
  );
}

/** An observation for scripts: a stable shape; ids are text, since JavaScript's numbers cannot hold them. */
export function observationJson(at: Date, seen: Observation) {
  return {
    at,
    map: seen.map,
    players: seen.players,
    maxPlayers: seen.maxPlayers,
    bots: seen.bots,
    hibernating: seen.hibernating,
    complete: seen.complete,
    roster: seen.roster.map(({ playerId, name, connectedSeconds, ping }) => ({
      playerId: playerId === null ? null : playerId.toString(),
      name,
      connectedSeconds,
      ping,
    })),
  };
}
