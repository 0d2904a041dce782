import { player, serverPlayerSession } from '@rollcall/shared/schema';
import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { ADA, at, someServer } from './testing/changes.ts';

const ends = (left: number | null) =>
  left === null
    ? { leftAt: null, lastSeenAt: null, endReason: null }
    : { leftAt: at(left), lastSeenAt: at(left), endReason: 'left' as const };

async function prepare(test: TestDatabase) {
  for (const name of ['one', 'two']) await someServer(test.db, name);
  const names = { lastName: 'Ada', firstSeenAt: at(0), lastSeenAt: at(0) };
  await test.db.insert(player).values({ id: ADA, ...names });
  return async (serverId: number, joined: number, left: number | null) => {
    const who = { serverId, playerId: ADA, nameAtJoin: 'Ada' };
    await test.db
      .insert(serverPlayerSession)
      .values({ ...who, joinedAt: at(joined), ...ends(left) });
  };
}

const refusal = { cause: { code: '23P01' } };

describe('two sessions of a player on a server', () => {
  type Times = readonly [joined: number, left: number | null];
  it.each<{ name: string; one: Times; other: Times }>([
    { name: 'began before the other and goes on', one: [0, null], other: [10, 20] },
    { name: 'began before the other and ends in it', one: [0, 15], other: [10, 20] },
    { name: 'is in the other', one: [12, 15], other: [10, 20] },
    { name: 'covers the other', one: [0, 30], other: [10, 20] },
    { name: 'begins in the other', one: [15, 30], other: [10, 20] },
    { name: 'begins in one that goes on', one: [15, 30], other: [10, null] },
  ])('are refused where one $name', async ({ one, other }) => {
    await using test = await createTestDatabase();
    const insert = await prepare(test);
    await insert(1, ...other);
    await expect(insert(1, ...one)).rejects.toMatchObject(refusal);
    await insert(2, ...one);
  });

  it('are refused where one is reopened or made longer', async () => {
    await using test = await createTestDatabase();
    const insert = await prepare(test);
    await insert(1, 0, 10);
    await insert(1, 20, 30);
    const change = (left: number | null) =>
      test.db
        .update(serverPlayerSession)
        .set(ends(left))
        .where(eq(serverPlayerSession.joinedAt, at(0)));
    await expect(change(null)).rejects.toMatchObject(refusal);
    await expect(change(21)).rejects.toMatchObject(refusal);
    await change(20);
  });

  it('may follow each other at once', async () => {
    await using test = await createTestDatabase();
    const insert = await prepare(test);
    await insert(1, 0, 60);
    await insert(1, 60, null);
    expect(await test.db.select().from(serverPlayerSession)).toHaveLength(2);
  });
});
