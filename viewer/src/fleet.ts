import { liveState } from './live-state.ts';
import type { ServerNow } from './queries/servers-now.ts';

export interface ServerGroup {
  /** Null for servers without a group. */
  readonly label: string | null;
  readonly members: readonly ServerNow[];
}

/** `Versus 2` comes before `Versus 10`. */
const { compare } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The servers by group and name; those without a group come last. */
export function groupServers(servers: readonly ServerNow[]): readonly ServerGroup[] {
  const groups = new Map<string | null, ServerNow[]>();
  const sorted = [...servers].sort((a, b) => compare(a.name, b.name) || a.id - b.id);
  for (const server of sorted) {
    const label = server.groupLabel?.trim() === '' ? null : server.groupLabel;
    const members = groups.get(label);
    if (members === undefined) groups.set(label, [server]);
    else members.push(server);
  }
  const labelled = [...groups].map(([label, members]) => ({ label, members }));
  return labelled.sort((a, b) => {
    if (a.label === null || b.label === null)
      return Number(a.label === null) - Number(b.label === null);
    return compare(a.label, b.label);
  });
}

export interface TotalPlayers {
  readonly players: number;
  /** Servers whose number of players is known now. */
  readonly known: number;
  /** Servers that shall be watched and whose number is not known: the total may be greater. */
  readonly unknown: number;
}

/** How many play now, as far as is known. */
export function totalPlayers(servers: readonly ServerNow[], staleSeconds: number): TotalPlayers {
  let players = 0;
  let known = 0;
  let unknown = 0;
  for (const server of servers) {
    const { kind } = liveState(server, staleSeconds);
    if (kind === 'disabled') continue;
    if (kind === 'stale' || server.players === null) {
      unknown += 1;
    } else {
      known += 1;
      players += server.players;
    }
  }
  return { players, known, unknown };
}
