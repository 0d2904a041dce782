import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Database } from '../db.ts';
import { parseSteamId } from '../steam-id.ts';
import { createTestDatabase } from '../testing/database.ts';

async function steamId64(db: Database, text: string | null): Promise<bigint | null> {
  const [row] = await db.$client<{ id: string | null }[]>`select steam_id_64(${text}) as id`;
  const id = row?.id ?? null;
  return id === null ? null : BigInt(id);
}

const FORMS = [
  'STEAM_1:0:12345',
  'STEAM_0:0:12345',
  'STEAM_1:1:12345',
  'STEAM_0:1:00000807',
  'STEAM_1:1:2147483647',
  '[U:1:24690]',
  '[U:1:24690:1]',
  '[U:1:00007]',
  '[U:1:1]',
  '[U:1:4294967295]',
  '76561197960290418',
  '76561202255233023',
];

const NOBODY = [
  '',
  'BOT',
  'STEAM_ID_PENDING',
  'STEAM_2:0:12345',
  'STEAM_0:2:12345',
  'STEAM_0:0:0',
  'STEAM_0:0:2147483648',
  'STEAM_0:0:99999999999999999999',
  'STEAM_0:0:999999999999999999999',
  'STEAM_0:0:-5',
  'STEAM_0:0:1e3',
  'steam_0:0:5',
  ' STEAM_0:0:5',
  'STEAM_0:0:5\n',
  'STEAM_0:0:٣',
  '[U:1:0]',
  '[U:1:4294967296]',
  '[U:0:5]',
  '[U:1:5:2]',
  '[U:1:5',
  '[G:1:5]',
  '0',
  '76561197960265728',
  '76561202255233024',
  '7656119796026572',
  '103582791429521412',
];

describe('steam_id_64', () => {
  it('reads what parseSteamId reads, and takes the same for nobody', async () => {
    await using test = await createTestDatabase();
    for (const text of FORMS) {
      const id = parseSteamId(text);
      expect(id, text).not.toBeNull();
      expect(await steamId64(test.db, text), text).toBe(id);
    }
    for (const text of NOBODY) {
      expect(parseSteamId(text), text).toBeNull();
      expect(await steamId64(test.db, text), text).toBeNull();
    }
    expect(await steamId64(test.db, null)).toBeNull();
  });

  it('agrees with parseSteamId about anything that looks like an id', async () => {
    await using test = await createTestDatabase();
    const digits = fc.stringMatching(/^\d{0,21}$/);
    const text = fc.oneof(
      fc
        .tuple(fc.nat(3), fc.nat(3), digits)
        .map(([x, y, z]) => `STEAM_${String(x)}:${String(y)}:${z}`),
      fc.tuple(fc.nat(2), digits).map(([x, n]) => `[U:${String(x)}:${n}]`),
      digits.map((n) => `7656${n}`),
      fc.string().filter((other) => !other.includes('\0')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (given) => {
        expect(await steamId64(test.db, given)).toBe(parseSteamId(given));
      }),
    );
  });

  it('reads addresses of profiles that hold an id', async () => {
    await using test = await createTestDatabase();
    for (const address of [
      'https://steamcommunity.com/profiles/76561197960290418',
      'https://steamcommunity.com/profiles/76561197960290418/',
      'http://www.steamcommunity.com/profiles/76561197960290418/games/?tab=all',
      'HTTPS://SteamCommunity.com/profiles/76561197960290418?xml=1#top',
      'steamcommunity.com/profiles/[U:1:24690]',
    ]) {
      expect(await steamId64(test.db, address), address).toBe(76561197960290418n);
    }
  });

  it('takes other addresses for nobody', async () => {
    await using test = await createTestDatabase();
    for (const address of [
      'https://steamcommunity.com/id/76561197960290418',
      'https://steamcommunity.com/profiles/',
      'https://steamcommunity.com/profiles/103582791429521412',
      'https://steamcommunity.com.example/profiles/76561197960290418',
      'https://example.com/?steamcommunity.com/profiles/76561197960290418',
      'https://steamcommunity.com/profiles/76561197960290418 and more',
    ]) {
      expect(await steamId64(test.db, address), address).toBeNull();
    }
  });
});
