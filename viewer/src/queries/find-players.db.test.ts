import { playerNameSeen } from '@rollcall/shared/schema';
import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { describe, expect, it } from 'vitest';
import {
  secondsAgo,
  seedAnswering,
  seedProfile,
  seedRun,
  seedServer,
  seedSession,
  steamId,
} from '../testing/seed.ts';
import { findPlayers } from './find-players.ts';

type Session = Parameters<typeof seedSession>[1];

/** A session of somebody whose name is noted, as the collector does. */
async function seedNamed({ db }: TestDatabase, session: Session & { nameAtJoin: string }) {
  await seedSession(db, session);
  const seenAt = session.leftAt ?? secondsAgo(5);
  await db
    .insert(playerNameSeen)
    .values({
      playerId: session.playerId,
      name: session.nameAtJoin,
      firstSeenAt: seenAt,
      lastSeenAt: seenAt,
    })
    .onConflictDoNothing();
  await db.$client`
    update player set last_seen_at = ${seenAt.toISOString()} where id = ${String(session.playerId)}`;
}

async function seedFleet({ db }: TestDatabase) {
  const runId = await seedRun(db);
  const serverId = await seedServer(db, { name: 'Versus 1' });
  await seedAnswering(db, serverId, { runId });
  return serverId;
}

describe('looking for players', () => {
  it('tells who plays first, then who was seen last, and where', async () => {
    await using test = await createTestDatabase();
    const serverId = await seedFleet(test);
    const gone = await seedServer(test.db, { name: 'Old', removedAt: secondsAgo(50) });
    const left = (n: number, name: string, ago: number, server = serverId) =>
      seedNamed(test, {
        serverId: server,
        playerId: steamId(n),
        nameAtJoin: name,
        joinedAt: secondsAgo(ago + 600),
        leftAt: secondsAgo(ago),
      });
    await left(1, 'crone', 9_000);
    await left(2, 'Old Crone', 100, gone);
    await left(3, 'crone 3', 5_000);
    await seedNamed(test, { serverId, playerId: steamId(3), nameAtJoin: 'somebody else' });
    await left(4, 'wanja', 10);
    const { players, all, found, next } = await findPlayers(test.db, 'CRONE', null);
    expect(
      players.map(({ playerId, name, serverName, serverRemoved, playingAge }) => [
        playerId,
        name,
        serverName,
        serverRemoved,
        playingAge !== null,
      ]),
    ).toEqual([
      [steamId(3), 'crone 3', 'Versus 1', false, true],
      [steamId(2), 'Old Crone', 'Old', true, false],
      [steamId(1), 'crone', 'Versus 1', false, false],
    ]);
    expect({ all, found, next }).toEqual({ all: true, found: 3, next: null });
    expect(players[0]?.playingAge).toBeLessThan(60);
  });

  it('finds who is called so on Steam only, and prefers the name that fits best', async () => {
    await using test = await createTestDatabase();
    const serverId = await seedFleet(test);
    const playerId = steamId(1);
    await seedNamed(test, {
      serverId,
      playerId,
      nameAtJoin: 'a wanja of old',
      leftAt: secondsAgo(5),
    });
    await seedProfile(test.db, { steamId64: playerId, personaName: 'Wanja' });
    const name = async (part: string) => (await findPlayers(test.db, part, null)).players[0]?.name;
    expect(await name('wanja')).toBe('Wanja');
    expect(await name('of old')).toBe('a wanja of old');
    expect(await name('xanja')).toBe(undefined);
  });

  it('still knows where somebody was whose sessions are trimmed', async () => {
    await using test = await createTestDatabase();
    const serverId = await seedFleet(test);
    await seedNamed(test, {
      serverId,
      playerId: steamId(1),
      nameAtJoin: 'crone',
      leftAt: secondsAgo(5),
    });
    await test.db.$client`delete from server_player_session`;
    const [found] = (await findPlayers(test.db, 'crone', null)).players;
    expect(found).toMatchObject({ serverName: 'Versus 1', playingAge: null });
  });

  it('goes through all pages without leaving out or repeating anybody', async () => {
    await using test = await createTestDatabase();
    const serverId = await seedFleet(test);
    await test.db.$client.unsafe(`
      insert into player (id, last_name, first_seen_at, last_seen_at)
        select n, 'crone ' || n, now(), now() - (n / 3) * interval '1.000001 seconds' from generate_series(1, 120) n;
      insert into player_name_seen select id, last_name, first_seen_at, last_seen_at from player`);
    await seedSession(test.db, { serverId, playerId: 77n, nameAtJoin: 'crone 77' });
    const seen: bigint[] = [];
    for (let after: string | null = null, page = 0; page < 3; page += 1) {
      const { players, next } = await findPlayers(test.db, 'crone', after);
      seen.push(...players.map(({ playerId }) => playerId));
      expect(players).toHaveLength(page < 2 ? 50 : 20);
      expect(next === null).toBe(page === 2);
      after = next;
    }
    expect(seen[0]).toBe(77n);
    expect(new Set(seen).size).toBe(120);
  });

  it('says so when more are called so than it looks at', async () => {
    await using test = await createTestDatabase();
    await test.db.$client.unsafe(`
      insert into player (id, last_name, first_seen_at, last_seen_at) select n, 'x', now(), now() from generate_series(1, 250) n;
      insert into player_name_seen select id, 'unnamed ' || id % 9, now(), now() from player`);
    const { all, found } = await findPlayers(test.db, 'named', null);
    expect({ all, found }).toEqual({ all: false, found: 200 });
  });
});
