import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSteamId } from './steam-id.ts';

describe('parseSteamId', () => {
  it.each([
    ['STEAM_1:0:12345', 76561197960290418n],
    ['STEAM_0:0:12345', 76561197960290418n],
    ['STEAM_1:1:12345', 76561197960290419n],
    ['[U:1:24690]', 76561197960290418n],
    ['[U:1:24690:1]', 76561197960290418n],
    ['76561197960290418', 76561197960290418n],
    ['STEAM_0:1:00000807', 76561197960267343n],
    ['[U:1:00007]', 76561197960265735n],
    ['[U:1:1]', 76561197960265729n],
  ])('reads %s', (text, id) => {
    expect(parseSteamId(text)).toBe(id);
  });

  it('knows every account number of 32 bits, also where the 64-bit form no longer begins with 7656119', () => {
    expect(parseSteamId('[U:1:4294967295]')).toBe(76561202255233023n);
    expect(parseSteamId('STEAM_1:1:2147483647')).toBe(76561202255233023n);
    expect(parseSteamId('76561202255233023')).toBe(76561202255233023n);
  });

  it.each([
    '',
    'BOT',
    'HLTV',
    'UNKNOWN',
    'STEAM_ID_PENDING',
    'STEAM_ID_LAN',
    'VALVE_0:0:12345',
    'VALVE_ID_LAN',
    'STEAM_5:0:12345',
    'STEAM_2:0:12345',
    'STEAM_0:2:12345',
    'STEAM_0:0:0',
    'STEAM_0:0:2147483648',
    'STEAM_0:0:99999999999999999999',
    'STEAM_0:0:-5',
    'STEAM_0:0:1e3',
    ' STEAM_0:0:5',
    'STEAM_0:0:5\n',
    '[U:1:0]',
    '[U:1:4294967296]',
    '[U:0:5]',
    '[U:1:5:2]',
    '[U:1:5:2:1]',
    '[U:1::1]',
    '[U:1:]',
    '[U:1:5x]',
    'STEAM_0:0:',
    'STEAM_0:05',
    '[U:1:5',
    '[A:1:5:1]',
    '[G:1:5]',
    '[I:0:0]',
    '0',
    '76561197960265728',
    '76561202255233024',
    '7656119796026572',
    '90071996842377218',
    '103582791429521412',
  ])('takes %j for nobody', (text) => {
    expect(parseSteamId(text)).toBeNull();
  });

  it('reads the same person from all three forms', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0xffff_ffff }), (account) => {
        const id = parseSteamId(`[U:1:${account}]`);
        expect(id).toBe(0x0110_0001_0000_0000n + BigInt(account));
        const half = Math.floor(account / 2);
        expect(parseSteamId(`STEAM_0:${account % 2}:${half}`)).toBe(id);
        expect(parseSteamId(`STEAM_1:${account % 2}:${half}`)).toBe(id);
        expect(parseSteamId(String(id))).toBe(id);
      }),
    );
  });
});
