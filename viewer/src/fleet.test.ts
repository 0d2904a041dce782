import { expect, it } from 'vitest';
import { findServers, sortServers } from './fleet.ts';
import type { FleetHistory } from './queries/fleet-history.ts';
import type { ServerNow } from './queries/servers-now.ts';

const server = (id: number, more: Partial<ServerNow> = {}): ServerNow => ({
  id,
  name: `Server ${id}`,
  host: '192.0.2.7',
  port: 27_000 + id,
  protocol: 'source',
  groupLabel: null,
  enabled: true,
  players: id,
  maxPlayers: 8,
  bots: 0,
  map: `map_${id}`,
  hibernating: false,
  lastSeenAge: 1,
  lastSeenAt: new Date(0),
  status: 'ok',
  statusSince: new Date(0),
  ...more,
});
const ALL = { q: '', group: null, protocol: null };
const ids = (servers: readonly ServerNow[]) => servers.map(({ id }) => id);

const FLEET = [
  server(1, { name: 'Café del Mar', groupLabel: 'Versus' }),
  server(2, { name: 'ΑΘΗΝΑ 24/7', map: 'de_nuke' }),
  server(3, { name: 'Straße', groupLabel: ' ', protocol: 'quake3' }),
];

it.each([
  ['', [1, 2, 3]],
  ['cafe', [1]],
  ['MAR café', [1]],
  ['αθηνα', [2]],
  ['de_nuke', [2]],
  ['192.0.2.7:27003', [3]],
  ['versus', [1]],
  ['cafe nuke', []],
  ['%', []],
  ['.*', []],
])('finds by “%s”', (q, found) => {
  expect(ids(findServers(FLEET, { ...ALL, q }))).toEqual(found);
});

it('filters by group and protocol; a blank group is that of the servers without one', () => {
  expect(ids(findServers(FLEET, { ...ALL, group: 'Versus' }))).toEqual([1]);
  expect(ids(findServers(FLEET, { ...ALL, group: ' ' }))).toEqual([2, 3]);
  expect(ids(findServers(FLEET, { ...ALL, group: 'versus' }))).toEqual([]);
  expect(ids(findServers(FLEET, { ...ALL, protocol: 'quake3' }))).toEqual([3]);
  expect(ids(findServers(FLEET, { q: 'cafe', group: ' ', protocol: null }))).toEqual([]);
});

it('sorts what is not known last, never as zero', () => {
  const history: FleetHistory = {
    since: new Date(0),
    now: new Date(0),
    servers: new Map([
      [1, { watchedSeconds: 100, upSeconds: 100, hours: [] }],
      [2, { watchedSeconds: 100, upSeconds: 0, hours: [] }],
      [3, { watchedSeconds: 0, upSeconds: 0, hours: [] }],
    ]),
  };
  const servers = [
    server(1, { players: 0, map: 'b' }),
    server(2, { players: 5, map: 'a' }),
    server(3, { players: 9, map: 'c', lastSeenAge: 1_000 }),
    server(4, { players: null, map: null }),
  ];
  const sorted = (sort: 'players' | 'map' | 'uptime') =>
    ids(sortServers(servers, sort, 30, history));
  expect(sorted('players')).toEqual([2, 1, 3, 4]);
  expect(sorted('map')).toEqual([2, 1, 3, 4]);
  expect(sorted('uptime')).toEqual([2, 1, 3, 4]);
});
