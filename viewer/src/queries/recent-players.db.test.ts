import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { secondsAgo, seedServer, seedSession, steamId } from '../testing/seed.ts';
import { recentPlayers } from './recent-players.ts';

const DAY = 86_400;

it('lists who left last first, each once, without those in game, others’ servers and what is long ago', async () => {
  await using test = await createTestDatabase();
  const serverId = await seedServer(test.db);
  const other = await seedServer(test.db);
  const visit = (n: number, leftSecondsAgo: number, id = serverId) =>
    seedSession(test.db, {
      serverId: id,
      playerId: steamId(n),
      joinedAt: secondsAgo(leftSecondsAgo + 600),
      leftAt: secondsAgo(leftSecondsAgo),
    });
  await visit(1, 5_000);
  await visit(1, 900);
  await visit(2, 2_000);
  await visit(3, 100);
  await seedSession(test.db, { serverId, playerId: steamId(3), joinedAt: secondsAgo(50) });
  await visit(4, 50, other);
  await visit(5, 31 * DAY);
  const recent = await recentPlayers(test.db, serverId);
  expect(recent.map((player) => player.playerId)).toEqual([steamId(1), steamId(2)]);
  expect(recent[0]?.playedSeconds).toBeCloseTo(600, 0);
  expect(recent[0]?.leftAge).toBeGreaterThan(899);
});

it('looks further back where the same few came back again and again', async () => {
  await using test = await createTestDatabase();
  const serverId = await seedServer(test.db);
  for (let n = 0; n < 30; n += 1) {
    const at = { joinedAt: secondsAgo(90_000 + n), leftAt: secondsAgo(80_000 + n) };
    await seedSession(test.db, { serverId, playerId: steamId(100 + n), ...at });
  }
  await test.db.$client`
    insert into server_player_session (server_id, player_id, joined_at, left_at, last_seen_at, end_reason, name_at_join)
    select ${serverId}, ${String(steamId(100))}::bigint, at, at + interval '20 s', at + interval '20 s', 'left', 'restless'
    from (select now() - n * interval '60 s' as at from generate_series(1, 900) n) t`;
  const recent = await recentPlayers(test.db, serverId);
  expect(recent).toHaveLength(20);
  expect(recent[0]?.playerId).toBe(steamId(100));
  expect(recent[19]?.playerId).toBe(steamId(119));
});

it('has nobody to show for a server that nobody was on', async () => {
  await using test = await createTestDatabase();
  expect(await recentPlayers(test.db, await seedServer(test.db))).toEqual([]);
});
