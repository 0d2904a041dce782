import { describe, expect, it } from 'vitest';
import { wantedPlayer } from './wanted-player.ts';

const ID = 76561197960290418n;

describe('what somebody looks for', () => {
  it.each([
    '76561197960290418',
    ' 76561197960290418\n',
    'STEAM_0:0:12345',
    'STEAM_1:0:12345',
    'steam_0:0:12345',
    '[U:1:24690]',
    '[u:1:24690]',
    'U:1:24690',
    '[U:1:24690:1]',
    'https://steamcommunity.com/profiles/76561197960290418',
    'http://www.steamcommunity.com/profiles/76561197960290418/',
    'HTTPS://STEAMCOMMUNITY.COM/profiles/76561197960290418/games/?tab=all#top',
    'steamcommunity.com/profiles/[U:1:24690]',
    'https://steamcommunity.com/profiles/%5BU:1:24690%5D',
    'https://m.steamcommunity.com/profiles/STEAM_0:0:12345',
  ])('is the player of %j', (typed) => {
    expect(wantedPlayer(typed)).toEqual({ type: 'id', id: ID });
  });

  it.each([
    ['https://steamcommunity.com/id/crone', 'crone'],
    ['steamcommunity.com/id/crone/games?tab=all', 'crone'],
    ['https://steamcommunity.com/id/7656119796029041', '7656119796029041'],
    // Also an address that nobody can have: it is not searched as if it were a name.
    ['https://steamcommunity.com/profiles/12', '12'],
    ['https://steamcommunity.com/id/%E0%A4%A', '%E0%A4%A'],
    ['https://s.team/p/abcd-efgh', null],
  ])('is known to Steam alone where it is %j', (typed, name) => {
    expect(wantedPlayer(typed)).toEqual({ type: 'vanity', name });
  });

  it.each([
    'crone',
    '7656119796029041',
    '765611979602904180',
    'STEAM_0:0:0',
    'STEAM_0:2:5',
    '[U:1:0]',
    'https://example.com/profiles/76561197960290418',
    'not steamcommunity.com/id/crone',
    'U:hu',
    '100%',
  ])('is a name otherwise: %j', (typed) => {
    expect(wantedPlayer(typed)).toEqual({ type: 'name', name: typed });
  });

  it.each(['', ' ', '\t\n', '\u3000'])('is nobody where nothing is typed: %j', (typed) => {
    expect(wantedPlayer(typed)).toEqual({ type: 'nothing' });
  });
});
