import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { player, playerNameSeen, steamUserProfile } from '../schema/tables.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';

const NAMES = [
  'Crone',
  'old crone 7',
  'CRÔNE',
  'C̶r̶o̶n̶e̶',
  'c\u200bro\u200dne',
  'Ｃｒｏｎｅ',
  'Zoë',
  'Ætherling',
  'Größe',
  'GROSSE',
  'Łódź',
  '𝓦𝓪𝓷𝓳𝓪',
  'ᴛᴀɴᴋ',
  'ЛИСА',
  'Ёлка',
  'ΣΊΣΥΦΟΣ',
  '雪狐',
  'がんば',
  '한글',
  'مُحَمَّد',
  'İstanbul',
  '100%_\\',
  "Robert'); drop table player;--",
  'a  b',
  '★彡',
  'ㅤ',
  '',
  'W'.repeat(128),
] as const;

async function key(test: TestDatabase, name: string | null) {
  const [row] = await test.db.$client<{ key: string | null }[]>`select name_key(${name}) as key`;
  return row?.key ?? null;
}

describe('names by any part', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    const seen = { firstSeenAt: new Date(0), lastSeenAt: new Date(0) };
    const ids = NAMES.map((name, n) => ({ id: BigInt(n + 1), lastName: name, ...seen }));
    await test.db.insert(player).values(ids);
    await test.db
      .insert(playerNameSeen)
      .values(NAMES.map((name, n) => ({ playerId: BigInt(n + 1), name, ...seen })));
    await test.db.insert(steamUserProfile).values([
      { steamId64: 1n, personaName: 'Baba Jaga', fetchedAt: new Date(0) },
      { steamId64: 2n, personaName: null, fetchedAt: new Date(0) },
    ]);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const find = async (part: string, atMost = 500) => [
    ...(await test.db.$client<
      { name: string; source: string; fit: string }[]
    >`select name, source, fit from find_names(${part}, ${atMost}) order by fit desc, name collate "C"`),
  ];
  const names = async (part: string) => [...new Set((await find(part)).map(({ name }) => name))];

  it.each([
    ['crone', ['C̶r̶o̶n̶e̶', 'CRÔNE', 'Crone', 'c\u200bro\u200dne', 'old crone 7', 'Ｃｒｏｎｅ']],
    ['CRÖNE', ['C̶r̶o̶n̶e̶', 'CRÔNE', 'Crone', 'c\u200bro\u200dne', 'old crone 7', 'Ｃｒｏｎｅ']],
    ['d cron', ['old crone 7']],
    ['  ZOE ', ['Zoë']],
    ['aether', ['Ætherling']],
    ['ætHER', ['Ætherling']],
    ['osse', ['GROSSE', 'Größe']],
    ['öße', ['GROSSE', 'Größe']],
    ['lodz', ['Łódź']],
    ['wanja', ['𝓦𝓪𝓷𝓳𝓪']],
    ['tank', ['ᴛᴀɴᴋ']],
    ['лис', ['ЛИСА']],
    ['са', ['ЛИСА']],
    ['елк', ['Ёлка']],
    ['σισυφος', ['ΣΊΣΥΦΟΣ']],
    ['雪', ['雪狐']],
    ['狐', ['雪狐']],
    ['んば', ['がんば']],
    ['한', ['한글']],
    ['محمد', ['مُحَمَّد']],
    ['istan', ['İstanbul']],
    ['a b', ['a  b']],
    ['★', ['★彡']],
    ['彡', ['★彡']],
    ['wwww', ['W'.repeat(128)]],
    ['baba j', ['Baba Jaga']],
  ])('finds %j', async (part, expected) => {
    expect((await names(part)).sort()).toEqual([...expected].sort());
  });

  it.each(['%', '_', '\\', '0%_', `'); drop`])(
    'takes %j for itself, not for a pattern',
    async (part) => {
      for (const name of await names(part)) expect(name.toLowerCase()).toContain(part);
    },
  );

  it('finds by one or two Latin letters only what begins with them', async () => {
    expect(await names('l')).toEqual(['Łódź']);
    expect(await names('zo')).toEqual(['Zoë']);
    expect(await names('oe')).toEqual([]);
  });

  it('tells the whole name from one that begins so, and from one that contains it', async () => {
    const fits = async (part: string, name: string) =>
      (await find(part)).filter((found) => found.name === name).map(({ fit }) => fit);
    expect(await fits('crone', 'Crone')).toEqual(['whole', 'start', 'part']);
    expect(await fits('cron', 'Crone')).toEqual(['start', 'part']);
    expect(await fits('crone', 'old crone 7')).toEqual(['part']);
    expect(await find('baba jaga')).toEqual(
      ['whole', 'start', 'part'].map((fit) => ({ name: 'Baba Jaga', source: 'steam', fit })),
    );
  });

  it('stops at the number that was asked for, of each fit', async () => {
    expect((await find('cro', 2)).map(({ fit }) => fit)).toEqual([
      'start',
      'start',
      'part',
      'part',
    ]);
  });

  it.each(['', ' ', '\u200b', '\u0301', 'xyzzy', 'eno', 'cro ne', 'x'.repeat(500)])(
    'finds nobody by %j',
    async (part) => {
      expect(await names(part)).toEqual([]);
    },
  );

  it('does not take letters in another order for the same', async () => {
    // Every three letters of it are in a name, and the whole is not.
    await test.db.insert(playerNameSeen).values({
      playerId: 1n,
      name: 'abcab bcabc',
      firstSeenAt: new Date(0),
      lastSeenAt: new Date(0),
    });
    expect(await names('abcabc')).toEqual([]);
  });

  it('spells a name in one way', async () => {
    expect(await key(test, ' ÄÖÜ\t Çığ ĳ ﬁ № ⅷ\u202e ')).toBe('aou cig ij fi no viii');
    expect(await key(test, 'xX_Pro Gamer_Xx')).toBe('xx_pro gamer_xx');
    expect(await key(test, null)).toBe(null);
  });
});
