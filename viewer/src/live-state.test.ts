import { expect, it } from 'vitest';
import { liveState, liveStateWords, troubleOf } from './live-state.ts';
import type { ServerNow } from './queries/servers-now.ts';

const server: ServerNow = {
  id: 1,
  name: 'Versus 1',
  host: '192.0.2.1',
  port: 27015,
  protocol: 'source',
  groupLabel: null,
  enabled: true,
  players: 2,
  maxPlayers: 4,
  bots: 0,
  map: 'c1m2_streets',
  hibernating: false,
  lastSeenAge: 3,
  lastSeenAt: new Date(0),
  status: 'ok',
  statusSince: new Date(0),
};

const cell = (change: Partial<ServerNow>) =>
  liveStateWords(liveState({ ...server, ...change }, 30)).join(' · ');

it.each<[string, string, Partial<ServerNow>]>([
  ['active', '2/4 · c1m2_streets', {}],
  ['hibernating', '0/4 · idle · c1m1_hotel', { players: 0, hibernating: true, map: 'c1m1_hotel' }],
  ['empty but awake', '0/4 · c1m2_streets', { players: 0 }],
  ['disabled', '—', { enabled: false }],
  ['seen just within the limit', '2/4 · c1m2_streets', { lastSeenAge: 30 }],
  ['stale', '?', { lastSeenAge: 30.1 }],
  ['never seen', '?', { lastSeenAge: null }],
  ['of a size not told', '2/? · c1m2_streets', { maxPlayers: null }],
  ['of a count not told', '?/4 · c1m2_streets', { players: null }],
  ['on a map not told', '2/4', { map: null }],
  ['seen a moment ahead of the database’s clock', '2/4 · c1m2_streets', { lastSeenAge: -0.4 }],
])('shows a server that is %s as %j', (_, text, change) => {
  expect(cell(change)).toBe(text);
});

it.each<[string | null, Partial<ServerNow>]>([
  [null, {}],
  ['auth', { status: 'auth', lastSeenAge: null }],
  ['timeout', { status: 'timeout' }],
  ['never polled', { status: null, lastSeenAge: null }],
  [null, { status: null }],
  [null, { status: 'auth', enabled: false }],
])('tells the trouble %j', (expected, change) => {
  expect(troubleOf({ ...server, ...change }, true)).toBe(expected);
});

it('claims no trouble of now while no collector is running', () => {
  expect(troubleOf({ ...server, status: 'auth' }, false)).toBeNull();
});
