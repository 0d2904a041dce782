import { closeDatabase, openDatabase, type Database } from '@rollcall/shared';
import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedBusyHistory } from '../testing/busy-history.ts';
import { hourCounts } from './hour-counts.ts';
import { mapSums } from './map-sums.ts';
import { sessionsKeptSince } from './summed-until.ts';
import { topPlayers } from './top-players.ts';
import { visitorsByDay } from './visitors.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('what is summed up by the hour', () => {
  let test: TestDatabase;
  let reader: Database;
  let server: number;
  let from: Date;
  let to: Date;
  beforeAll(async () => {
    test = await createTestDatabase();
    // Some time after the full hour, so that there is something that is not summed up.
    const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    to = new Date(hour - HOUR_MS + 50 * 60_000);
    const history = await seedBusyHistory(test.db, {
      servers: 3,
      days: 4,
      players: 300,
      now: to,
    });
    server = history.busiestId;
    from = new Date(hour - 3 * DAY_MS);
    reader = openDatabase({ url: test.readerUrl, applicationName: 'test' });
  });
  afterAll(async () => {
    await closeDatabase(reader);
    await test[Symbol.asyncDispose]();
  });
  const sql = () => test.db.$client;
  const window = () => [server, from.toISOString(), to.toISOString()] as const;

  it('has the same averages as the history has', async () => {
    const hours = await hourCounts(reader, server, from, to);
    const sum = (key: 'countedSeconds' | 'playerSeconds') =>
      hours.reduce((all, hour) => all + hour[key], 0);
    const [id, since, until] = window();
    const [whole] = await sql()<{ average: number; counted: number }[]>`
      select (select average_players from uptime(${id}, ${since}, ${until})) as average,
             sum(extract(epoch from ended_at - started_at))::float8 as counted
      from concurrency(${id}, ${since}, ${until}) where players is not null`;
    expect(sum('playerSeconds') / sum('countedSeconds')).toBeCloseTo(whole?.average ?? NaN, 6);
    expect(sum('countedSeconds')).toBeCloseTo(whole?.counted ?? NaN, 3);
    expect(new Set(hours.map(({ atMs }) => atMs)).size).toBe(hours.length);
    expect(hours.every(({ atMs }) => atMs % HOUR_MS === 0)).toBe(true);
  });

  it('has the same maps', async () => {
    const { maps, sinceMs } = await mapSums(reader, server, from, to);
    const [id, since, until] = window();
    const rows = await sql()<{ map: string; seconds: number; players: number }[]>`
      select map, sum(extract(epoch from ended_at - started_at))::float8 as seconds,
             sum(players * extract(epoch from ended_at - started_at))::float8 as players
      from concurrency(${id}, ${since}, ${until}) where map is not null group by map order by seconds desc, map`;
    expect(rows.length).toBeGreaterThan(2);
    expect(maps.map(({ map }) => map)).toEqual(rows.map(({ map }) => map));
    for (const [n, { seconds, players }] of rows.entries()) {
      expect(maps[n]?.upSeconds).toBeCloseTo(seconds, 3);
      expect(maps[n]?.playerSeconds).toBeCloseTo(players, 2);
    }
    expect(maps.reduce((sum, { changes }) => sum + changes, 0)).toBeGreaterThan(10);
    expect(maps.reduce((sum, { playersAtChanges }) => sum + playersAtChanges, 0)).toBeGreaterThan(
      maps.reduce((sum, { playersLost }) => sum + playersLost, 0),
    );
    expect(sinceMs).toBeNull();
  });

  it('has the same playtime', async () => {
    const { players, of } = await topPlayers(reader, server, from, to);
    const [id, since, until] = window();
    expect(players).toHaveLength(20);
    for (const { playerId, seconds } of players) {
      const [row] = await sql()<{ seconds: number }[]>`
        select extract(epoch from playtime(${playerId}, ${since}, ${until}, ${id}))::float8 as seconds`;
      expect(seconds).toBeCloseTo(row?.seconds ?? NaN, 1);
    }
    const seconds = players.map((player) => player.seconds);
    expect(seconds).toEqual([...seconds].sort((a, b) => b - a));
    const [all] = await sql()<{ players: number; most: number }[]>`
      select count(distinct player_id)::int as players,
             max(extract(epoch from playtime(player_id, ${since}, ${until}, ${id})))::float8 as most
      from server_player_session where server_id = ${id} and joined_at < ${until} and (left_at > ${since} or left_at is null)`;
    expect(of).toBe(all?.players);
    expect(seconds[0]).toBeCloseTo(all?.most ?? NaN, 1);
  });

  it('has the same visitors a day, new and returning', async () => {
    const days = [0, 1, 2].map((n) => new Date(from.getTime() + n * DAY_MS + 5 * HOUR_MS));
    const found = await visitorsByDay(reader, server, days, to);
    expect(found).toHaveLength(3);
    for (const [n, { atMs, visitors, newcomers, watchedSeconds }] of found.entries()) {
      const [since, until] = [
        new Date(atMs).toISOString(),
        (days[n + 1] ?? to).toISOString(),
      ] as const;
      const [row] = await sql()<{ visitors: number; newcomers: number; watched: number }[]>`
        select count(distinct s.player_id)::int as visitors,
               count(distinct s.player_id) filter (where s.joined_at >= ${since} and not exists (
                 select from server_player_session e
                 where e.player_id = s.player_id and e.server_id = s.server_id and e.joined_at < s.joined_at))::int as newcomers,
               (select watched_seconds from uptime(${server}, ${since}, ${until})) as watched
        from server_player_session s
        where s.server_id = ${server} and s.joined_at < ${until} and (s.left_at > ${since} or s.left_at is null)`;
      expect({ visitors, newcomers }).toEqual({
        visitors: row?.visitors,
        newcomers: row?.newcomers,
      });
      expect(watchedSeconds).toBeCloseTo(row?.watched ?? NaN, 3);
    }
    expect(found.some(({ newcomers }) => newcomers > 0)).toBe(true);
  });

  it('knows nothing of a window in which nobody watched', async () => {
    const [old, end] = [new Date(0), new Date(DAY_MS)];
    expect(await hourCounts(reader, server, old, end)).toEqual([]);
    expect(await mapSums(reader, server, old, end)).toEqual({ maps: [], sinceMs: null });
    expect(await topPlayers(reader, server, old, end)).toEqual({ players: [], of: 0 });
    expect(await visitorsByDay(reader, server, [old], end)).toEqual([
      { atMs: 0, visitors: 0, newcomers: 0, watchedSeconds: 0 },
    ]);
    expect(await sessionsKeptSince(reader)).toEqual({ sessionsKeptSince: null });
  });
});
