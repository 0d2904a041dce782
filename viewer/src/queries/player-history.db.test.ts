import { createTestDatabase } from '@rollcall/shared/testing';
import { describe, expect, it } from 'vitest';
import { seedAnswering, seedRun, seedServer, seedSession, steamId } from '../testing/seed.ts';
import { playerCompany } from './player-company.ts';
import { playerPlaytime } from './player-playtime.ts';
import { playerSessions } from './player-sessions.ts';
import { playerTimes } from './player-times.ts';

const ADA = steamId(1);
const BOB = steamId(2);
const EVE = steamId(3);
/** One moment for all of a test, however slow the machine is. */
const NOW = Date.now();
const ago = (seconds: number) => new Date(NOW - seconds * 1_000);
const id = (player: bigint) => String(player);

describe('the playtime of a player', () => {
  it('is that of closed sessions and of those that go on, also when the closed ones are trimmed', async () => {
    await using test = await createTestDatabase();
    const { db } = test;
    const runId = await seedRun(db);
    const one = await seedServer(db, { name: 'one' });
    const two = await seedServer(db, { name: 'two' });
    await seedAnswering(db, one, { runId });
    await seedAnswering(db, two, { runId, lastOkAt: ago(100) });
    const closed = { playerId: ADA, joinedAt: ago(9_000), leftAt: ago(8_000) };
    await seedSession(db, { serverId: one, ...closed });
    await seedSession(db, { serverId: one, playerId: ADA, joinedAt: ago(500) });
    // In game when the server was last seen, which was after 200 seconds.
    await seedSession(db, { serverId: two, playerId: ADA, joinedAt: ago(300) });
    await seedSession(db, { serverId: one, playerId: BOB, joinedAt: ago(500) });
    const check = async () => {
      const [first, second, ...rest] = await playerPlaytime(db, id(ADA));
      expect(rest).toEqual([]);
      expect(first).toMatchObject({ serverName: 'one', sessions: 2 });
      expect(first?.seconds).toBeGreaterThan(1_490);
      expect(first?.seconds).toBeLessThan(1_560);
      expect(second).toMatchObject({ serverName: 'two', sessions: 1 });
      expect(second?.seconds).toBeCloseTo(200, 0);
      const [sum] = await db.$client<{ seconds: number }[]>`
        select extract(epoch from playtime(${id(ADA)}::bigint))::float8 as seconds`;
      return { shown: (first?.seconds ?? 0) + (second?.seconds ?? 0), counted: sum?.seconds };
    };
    const { shown, counted } = await check();
    expect(shown).toBeCloseTo(counted ?? 0, 3);
    await db.$client`delete from server_player_session where left_at is not null`;
    expect((await check()).shown).toBeCloseTo(shown, 3);
  });

  it('is nothing for somebody who was never counted', async () => {
    await using test = await createTestDatabase();
    expect(await playerPlaytime(test.db, '76561197960265729')).toEqual([]);
  });
});

describe('the sessions of a player', () => {
  it('come in pages that meet, also where two began at the same microsecond', async () => {
    await using test = await createTestDatabase();
    const { db } = test;
    const serverIds = [await seedServer(db), await seedServer(db)];
    await seedSession(db, { serverId: serverIds[0] ?? 0, playerId: BOB, leftAt: ago(5) });
    await db.$client.unsafe(`
      insert into player (id, last_name, first_seen_at, last_seen_at) values (${id(ADA)}, 'ada', now(), now());
      insert into server_player_session (server_id, player_id, joined_at, left_at, last_seen_at, end_reason, name_at_join)
        select s, ${id(ADA)}, t, t + interval '9 seconds', t, 'left', 'ada ' || n
        from generate_series(1, 60) n, unnest(array[${serverIds.join()}]) s, lateral (select now() - n * interval '10.000007 seconds' as t) e`);
    const seen: string[] = [];
    for (let before: string | null = null, page = 0; page < 3; page += 1) {
      const { sessions, next } = await playerSessions(db, id(ADA), before);
      seen.push(...sessions.map((session) => `${session.nameAtJoin} on ${session.serverId}`));
      expect(sessions).toHaveLength(page < 2 ? 50 : 20);
      expect(next === null).toBe(page === 2);
      before = next;
    }
    expect(new Set(seen).size).toBe(120);
    expect(seen[0]).toBe(`ada 1 on ${serverIds[1]}`);
    const { times, all } = await playerTimes(db, id(ADA));
    expect({ all, count: times.length }).toEqual({ all: true, count: 120 });
  });
});

describe('whom a player plays with', () => {
  it('is who was on the same server at the same time, by the time together', async () => {
    await using test = await createTestDatabase();
    const { db } = test;
    const runId = await seedRun(db);
    const one = await seedServer(db);
    const two = await seedServer(db);
    await seedAnswering(db, one, { runId });
    const on = (playerId: bigint, serverId: number, joined: number, left: number | null) =>
      seedSession(db, {
        playerId,
        serverId,
        joinedAt: ago(joined),
        ...(left === null ? {} : { leftAt: ago(left) }),
      });
    await on(ADA, one, 9_000, 8_000);
    await on(ADA, one, 5_000, 4_000);
    await on(ADA, one, 600, null);
    // Came before and left after; and once more for a while.
    await on(BOB, one, 9_500, 7_000);
    await on(BOB, one, 4_300, 3_000);
    // Still there; elsewhere before.
    await on(EVE, one, 300, null);
    await on(EVE, two, 9_000, 8_000);
    // Left as Ada came.
    await on(steamId(4), one, 5_500, 5_000);
    const { companions, sessions, since } = await playerCompany(db, id(ADA));
    expect(sessions).toBe(3);
    expect(since).toEqual(ago(9_000));
    expect(companions.map(({ playerId, sessions }) => [playerId, sessions])).toEqual([
      [BOB, 2],
      [EVE, 1],
    ]);
    expect(companions[0]?.seconds).toBeCloseTo(1_300, -1);
    expect(companions[1]?.seconds).toBeGreaterThan(285);
  });

  it('is nobody for who was alone, or never there', async () => {
    await using test = await createTestDatabase();
    const serverId = await seedServer(test.db);
    await seedSession(test.db, { serverId, playerId: ADA, leftAt: ago(50) });
    expect(await playerCompany(test.db, id(ADA))).toMatchObject({ companions: [], sessions: 1 });
    expect(await playerCompany(test.db, id(BOB))).toEqual({
      companions: [],
      sessions: 0,
      since: null,
    });
  });
});
