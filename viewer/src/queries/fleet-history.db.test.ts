import { servers, serverHour } from '@rollcall/shared/schema';
import { createTestDatabase } from '@rollcall/shared/testing';
import { and, eq, gte } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedBusyHistory, type BusyHistory } from '../testing/busy-history.ts';
import { secondsAgo, seedServer } from '../testing/seed.ts';
import { fleetHistory } from './fleet-history.ts';
import { fleetPeak } from './fleet-peak.ts';

const HOUR_MS = 3_600_000;

let test: Awaited<ReturnType<typeof createTestDatabase>>;
let history: BusyHistory;
beforeAll(async () => {
  test = await createTestDatabase();
  history = await seedBusyHistory(test.db, { servers: 31, days: 4, players: 400 });
});
afterAll(() => test[Symbol.asyncDispose]());

it('agrees with uptime() about the last seven days of every server', async () => {
  const fleet = await fleetHistory(test.db);
  const told = await test.db.$client<{ id: number; watched: number; up: number }[]>`
    select v.id, u.watched_seconds as watched, u.up_seconds as up
    from servers v, uptime(v.id, ${secondsAgo(7 * 86_400).toISOString()}, ${fleet.now.toISOString()}) u`;
  expect(fleet.servers.size).toBe(31);
  expect(told.filter(({ watched }) => watched > 80 * 3_600).length).toBeGreaterThan(20);
  for (const { id, watched, up } of told) {
    expect(fleet.servers.get(id)?.watchedSeconds).toBeCloseTo(watched, 0);
    expect(fleet.servers.get(id)?.upSeconds).toBeCloseTo(up, 0);
  }
});

it('agrees with uptime() about each of the last 24 hours, summed up or not', async () => {
  const fleet = await fleetHistory(test.db);
  const lastHour = Math.floor(fleet.now.getTime() / HOUR_MS) * HOUR_MS;
  expect(fleet.since.getTime()).toBe(lastHour - 23 * HOUR_MS);
  const told = await test.db.$client<
    { hour: number; watched: number; average: number | null; peak: number | null }[]
  >`
    select n as hour, u.watched_seconds as watched, u.average_players as average, u.peak_players as peak
    from generate_series(0, 23) n, lateral (select ${fleet.since.toISOString()}::timestamptz + n * interval '1 hour' as since) h,
         uptime(${history.busiestId}, h.since, least(h.since + interval '1 hour', ${fleet.now.toISOString()})) u`;
  const hours = fleet.servers.get(history.busiestId)?.hours ?? [];
  expect(hours).toHaveLength(24);
  for (const { hour, watched, average, peak } of told) {
    const sums = hours[hour] ?? null;
    if (watched === 0) {
      expect(sums).toBeNull();
      continue;
    }
    expect(sums?.watchedSeconds).toBeCloseTo(watched, 0);
    expect(sums?.peakPlayers ?? null).toBe(peak);
    const mean =
      sums === null || sums.countedSeconds === 0 ? null : sums.playerSeconds / sums.countedSeconds;
    expect(mean ?? -1).toBeCloseTo(average ?? -1, 1);
  }
});

it('reads hours that are over from server_hour, and nothing of servers that are removed', async () => {
  const id = await seedServer(test.db);
  const gone = await seedServer(test.db, { removedAt: new Date() });
  const hour = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 5 * HOUR_MS);
  const sums = {
    watchedSeconds: 3_600,
    upSeconds: 1_800,
    countedSeconds: 1_800,
    playerSeconds: 9_000,
  };
  await test.db
    .insert(serverHour)
    .values({ serverId: id, hour, ...sums, peakPlayers: 7, joins: 0 });
  const fleet = await fleetHistory(test.db);
  expect(fleet.servers.get(id)?.upSeconds).toBe(1_800);
  expect(fleet.servers.get(id)?.hours.filter(Boolean)).toEqual([{ ...sums, peakPlayers: 7 }]);
  expect(fleet.servers.has(gone)).toBe(false);
  await test.db
    .delete(serverHour)
    .where(and(eq(serverHour.serverId, id), gte(serverHour.hour, hour)));
  await test.db.delete(servers).where(eq(servers.id, id));
});

it('finds the moment when most were on, all servers together', async () => {
  const [from, to] = [secondsAgo(3 * 3_600), secondsAgo(2 * 3_600)];
  const { peak, knownSeconds } = await fleetPeak(test.db, from, to);
  const [told] = await test.db.$client<{ players: number; at: number; servers: number }[]>`
    select extract(epoch from at)::float8 * 1000 as at, sum(players)::int as players, count(*)::int as servers
    from (select distinct started_at as at from server_state where started_at >= ${from.toISOString()} and started_at < ${to.toISOString()}) t
    cross join servers v cross join lateral (
      select l.players, l.last_seen_at from server_live_state l
      where l.server_id = v.id and l.started_at <= t.at order by l.started_at desc limit 1
    ) as l where l.last_seen_at > t.at
    group by at order by players desc, at limit 1`;
  expect(peak?.players).toBeGreaterThan(0);
  expect({ ...peak, at: peak?.at.getTime() }).toEqual(told);
  expect(knownSeconds).toBeCloseTo(3_600, 0);
});

it('knows no peak of a time when nobody watched', async () => {
  const { peak, knownSeconds } = await fleetPeak(
    test.db,
    secondsAgo(17 * 3_600 - 120),
    secondsAgo(16.5 * 3_600),
  );
  expect({ peak, knownSeconds }).toEqual({ peak: null, knownSeconds: 0 });
});
