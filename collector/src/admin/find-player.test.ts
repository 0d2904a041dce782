import { expect, it } from 'vitest';
import type { RosterEntry } from '../observation.ts';
import { findPlayer } from './find-player.ts';

const player = (userId: number, name: string, account = userId): RosterEntry => ({
  playerId: 76561197960265728n + BigInt(account),
  name,
  connectedSeconds: 60,
  ping: 20,
  userId,
});
const zoey = player(2, 'Zoey');
const other = player(3, 'zoey');
const bill = player(4, 'Bill Ω');
const forger = player(5, '[U:1:4]');
const roster = [
  zoey,
  other,
  bill,
  player(6, 'Francis'),
  player(7, 'Fran'),
  player(8, 'Twin'),
  player(9, 'Twin'),
];

it.each([
  ['Zoey', zoey],
  [' zoey ', other],
  ['bill ω', bill],
  ['#4', bill],
  ['[U:1:4]', bill],
  ['STEAM_0:0:2', bill],
  ['STEAM_1:0:2', bill],
  ['76561197960265732', bill],
])('takes %j for one player', (typed, found) => {
  expect(findPlayer(roster, typed)).toEqual({ type: 'one', player: found });
});

it.each([
  ['ZOEY', [zoey, other]],
  ['Twin', [roster[5], roster[6]]],
])('shows all whom %j may mean', (typed, players) => {
  expect(findPlayer(roster, typed)).toEqual({ type: 'several', players });
});

it('never takes whoever is called like the id of another for them, nor the other way round', () => {
  expect(findPlayer([bill, forger], '[U:1:4]')).toEqual({
    type: 'several',
    players: [bill, forger],
  });
  expect(findPlayer([zoey, player(9, '#2')], '#2').type).toBe('several');
});

it('never guesses from a part of a name, but shows whom it fits', () => {
  expect(findPlayer(roster, 'Franc')).toEqual({ type: 'none', similar: [roster[3]] });
  expect(findPlayer(roster, 'fra')).toEqual({ type: 'none', similar: [roster[3], roster[4]] });
  expect(findPlayer(roster, 'nobody')).toEqual({ type: 'none', similar: [] });
  expect(findPlayer(roster, ' ')).toEqual({ type: 'none', similar: [] });
});
