import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { secondsAgo, seedRun, seedServer, seedSession, steamId } from '../testing/seed.ts';
import { serverHistory } from './server-history.ts';
import { serverMoment } from './server-moment.ts';
import { serverReaches } from './server-reachability.ts';

const HOUR = 3_600;
const THIS_HOUR = Math.floor(Date.now() / 3_600_000) * 3_600_000;
/** So many hours before the one in which these tests began. */
const hoursAgo = (hours: number) => new Date(THIS_HOUR - hours * 3_600_000);

/** A server that is up, but for an outage and a time when nobody watched; `states` is players by hours ago. */
async function seedStory(test: TestDatabase): Promise<number> {
  const serverId = await seedServer(test.db);
  const runId = await seedRun(test.db, 1, { startedAt: hoursAgo(60) });
  const sql = test.db.$client;
  const at = (hours: number) => hoursAgo(hours).toISOString();
  await sql`insert into server_watch (server_id, run_id) values (${serverId}, ${runId})`;
  await sql`
    insert into server_reachability (server_id, status, detail, started_at, ended_at) values
      (${serverId}, 'ok', null, ${at(50)}, ${at(20)}),
      (${serverId}, 'timeout', 'no answer within 2000 ms', ${at(20)}, ${at(19)}),
      (${serverId}, 'ok', null, ${at(19)}, ${at(10)}),
      (${serverId}, 'ok', null, ${at(8)}, null)`;
  await sql`
    insert into server_state (server_id, started_at, ended_at, players, max_players, bots, map, hibernating) values
      (${serverId}, ${at(50)}, ${at(30)}, 1, 4, 0, 'c1m1_hotel', false),
      (${serverId}, ${at(30)}, ${at(20)}, 3, 4, 0, 'c1m2_streets', false),
      (${serverId}, ${at(19)}, ${at(10)}, 0, 8, 0, 'c1m2_streets', true),
      (${serverId}, ${at(9)}, ${at(9)}, 7, 8, 0, 'c1m2_streets', true),
      (${serverId}, ${at(8)}, null, 2, 8, 0, 'c1m3_mall', false)`;
  return serverId;
}

it('tells every change of a day, with what is down, not watched, or seen by one poll', async () => {
  await using test = await createTestDatabase();
  const serverId = await seedStory(test);
  const from = hoursAgo(25);
  const history = await serverHistory(test.db, serverId, from, hoursAgo(1));
  if (history.kind !== 'exact') throw new Error('not exact');
  const hours = (ms: number) => (ms - from.getTime()) / 3_600_000;
  expect(
    history.pieces.map((p) => [hours(p.fromMs), hours(p.toMs), p.status, p.players, p.map]),
  ).toEqual([
    [0, 5, 'up', 3, 'c1m2_streets'],
    [5, 6, 'down', null, null],
    [6, 15, 'up', 0, 'c1m2_streets'],
    [15, 17, 'unwatched', null, null],
    [17, 24, 'up', 2, 'c1m3_mall'],
  ]);
  expect(history.glimpses).toEqual([{ atMs: hoursAgo(9).getTime(), players: 7 }]);
  expect(history.capacities.map((c) => [hours(c.sinceMs), c.maxPlayers])).toEqual([
    [0, 4],
    [6, 8],
  ]);
});

it('takes sums of hours for what is trimmed, and what is not summed up yet from single changes', async () => {
  await using test = await createTestDatabase();
  const serverId = await seedStory(test);
  const summed = hoursAgo(15).toISOString();
  await test.db.$client`
    insert into server_hour (server_id, hour, watched_seconds, up_seconds, counted_seconds, player_seconds, peak_players, joins)
    select ${serverId}, ${hoursAgo(40).toISOString()}::timestamptz + n * interval '1 hour', 3600, 1800, 1800, 9000, 9, 0
    from generate_series(0, 30) n`;
  await test.db.$client`
    update history_mark set summed_until = ${summed}, states_kept_since = ${hoursAgo(22).toISOString()}`;
  const from = new Date(hoursAgo(30).getTime() + 1_000);
  const history = await serverHistory(test.db, serverId, from, hoursAgo(1));
  if (history.kind !== 'hours') throw new Error('not of hours');
  expect(history.fromMs).toBe(hoursAgo(30).getTime());
  // Fifteen summed up, five of what was up after that, two in which nobody watched, seven up.
  expect(history.hours.map(({ peakPlayers }) => peakPlayers)).toEqual([
    ...Array<number>(15).fill(9),
    ...Array<number>(5).fill(0),
    ...Array<number>(7).fill(2),
  ]);
  expect(history.hours[0]).toMatchObject({ watchedSeconds: 3_600, playerSeconds: 9_000 });
  expect(history.unknownSinceMs).toBeNull();
  const reaches = await serverReaches(test.db, serverId, from, hoursAgo(1));
  expect(reaches.completeSinceMs).toBe(hoursAgo(22).getTime());
  expect(reaches.reaches.map(({ status }) => status)).toEqual(['ok', 'timeout', 'ok', 'ok']);
});

it('does not read what is too much, and says so where nothing else is known', async () => {
  await using test = await createTestDatabase();
  const serverId = await seedServer(test.db);
  await test.db.$client`
    insert into server_state (server_id, started_at, ended_at, players)
    select ${serverId}, t, t + interval '10 s', n % 2
    from generate_series(1, 4100) n, lateral (select now() - n * interval '20 s' as t) as at`;
  const history = await serverHistory(test.db, serverId, secondsAgo(24 * HOUR), new Date());
  if (history.kind !== 'hours') throw new Error('not of hours');
  expect(history.hours).toEqual([]);
  expect(history.unknownSinceMs).toBe(history.fromMs);
  const short = await serverHistory(test.db, serverId, secondsAgo(HOUR), new Date());
  expect(short.kind).toBe('exact');
});

it('tells who was on at a moment, what is known of it, and the changes before and after', async () => {
  await using test = await createTestDatabase();
  const serverId = await seedStory(test);
  const visit = (n: number, from: number, to: number | null) =>
    seedSession(test.db, {
      serverId,
      playerId: steamId(n),
      joinedAt: hoursAgo(from),
      ...(to === null ? {} : { leftAt: hoursAgo(to) }),
    });
  await visit(1, 30, 24);
  await visit(2, 26, 25);
  await visit(3, 11, 6);
  await visit(4, 8, null);
  const moment = (hours: number) => serverMoment(test.db, serverId, hoursAgo(hours));
  const ids = ({ online }: Awaited<ReturnType<typeof moment>>) =>
    online.map(({ playerId }) => Number(playerId - steamId(0)));
  const at26 = await moment(26);
  expect(ids(at26)).toEqual([1, 2]);
  expect(at26.piece).toMatchObject({ status: 'up', players: 3, map: 'c1m2_streets' });
  expect(at26.previousMs).toBe(hoursAgo(30).getTime());
  expect(at26.nextMs).toBe(hoursAgo(20).getTime());
  // Who left at that moment was not on any more.
  expect(ids(await moment(25))).toEqual([1]);
  const unwatched = await moment(9.5);
  expect(ids(unwatched)).toEqual([3]);
  expect(unwatched.piece).toMatchObject({ status: 'unwatched', players: null });
  expect(unwatched.previousMs).toBe(hoursAgo(10).getTime());
  expect(ids(await moment(1))).toEqual([4]);
  expect((await moment(1)).nextMs).toBeNull();
  const before = await moment(100);
  expect([before.online, before.previousMs, before.piece?.status]).toEqual([[], null, 'unwatched']);
});
