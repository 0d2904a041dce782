import { liveState } from './live-state.ts';
import type { FleetHistory } from './queries/fleet-history.ts';
import type { ServerNow } from './queries/servers-now.ts';

export interface ServerGroup {
  /** Null for servers without a group. */
  readonly label: string | null;
  readonly members: readonly ServerNow[];
}

/** `Versus 2` comes before `Versus 10`. */
const { compare } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const byName = (a: ServerNow, b: ServerNow) => compare(a.name, b.name) || a.id - b.id;

/** The heading under which a server stands; null for one without. */
export function groupOf({ groupLabel }: ServerNow): string | null {
  return groupLabel === null || groupLabel.trim() === '' ? null : groupLabel;
}

/** The servers by group and name; those without a group come last. */
export function groupServers(servers: readonly ServerNow[]): readonly ServerGroup[] {
  const groups = new Map<string | null, ServerNow[]>();
  for (const server of [...servers].sort(byName)) {
    const label = groupOf(server);
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

interface Wanted {
  readonly q: string;
  readonly group: string | null;
  readonly protocol: string | null;
}

/** The servers that a visitor asks for. Neither case nor accents matter; every word has to be there. */
export function findServers(
  servers: readonly ServerNow[],
  { q, group, protocol }: Wanted,
): readonly ServerNow[] {
  const words = folded(q).split(/\s+/).filter(Boolean);
  const label = group?.trim() === '' ? null : group;
  return servers.filter((server) => {
    if (group !== null && groupOf(server) !== label) return false;
    if (protocol !== null && server.protocol !== protocol) return false;
    if (words.length === 0) return true;
    const { name, map, groupLabel, host, port } = server;
    const text = folded(`${name}\n${map ?? ''}\n${groupLabel ?? ''}\n${host}:${port}`);
    return words.every((part) => text.includes(part));
  });
}

const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** The most players, the lowest uptime, or maps by name first; what is not known comes last. */
export function sortServers(
  servers: readonly ServerNow[],
  sort: 'players' | 'map' | 'uptime',
  staleSeconds: number,
  history: FleetHistory,
): readonly ServerNow[] {
  const isKnown = (server: ServerNow) => 'count' in liveState(server, staleSeconds);
  const rank = (server: ServerNow): number | null => {
    if (sort === 'uptime') return uptimeOf(history, server.id);
    return isKnown(server) && server.players !== null ? -server.players : null;
  };
  const byRank = (a: number | null, b: number | null) =>
    a === null || b === null ? Number(a === null) - Number(b === null) : a - b;
  const mapOf = (server: ServerNow) => (isKnown(server) ? server.map : null);
  const byMap = (a: string | null, b: string | null) =>
    a === null || b === null ? Number(a === null) - Number(b === null) : compare(a, b);
  return [...servers].sort(
    (a, b) =>
      (sort === 'map' ? byMap(mapOf(a), mapOf(b)) : byRank(rank(a), rank(b))) || byName(a, b),
  );
}

/** The share of the time watched in the last seven days in which a server answered; null when nobody watched. */
function uptimeOf({ servers }: FleetHistory, id: number): number | null {
  const history = servers.get(id);
  if (history === undefined || history.watchedSeconds <= 0) return null;
  return Math.min(1, history.upSeconds / history.watchedSeconds);
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
