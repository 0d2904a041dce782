import { describe, expect, it } from 'vitest';
import {
  ADA,
  addReachability,
  addServer,
  addSession,
  addStates,
  addWatch,
  BOB,
  EVE,
  iso,
  secondsOf,
} from './testing/history.ts';
import { watchedServer } from './testing/watched-server.ts';

const HOUR = 3_600;

interface MapHour {
  readonly hour: string;
  readonly map: string;
  readonly up_seconds: number;
  readonly counted_seconds: number;
  readonly player_seconds: number;
  readonly peak_players: number | null;
  readonly changes: number;
  readonly players_at_changes: number;
  readonly players_lost: number;
}

describe('map_hours', () => {
  const server = watchedServer(3 * HOUR);

  const maps = async (since: number, until: number) => {
    const rows = await server.db.$client<MapHour[]>`
      select * from map_hours(array[${server.id}]::int[], ${iso(since)}, ${iso(until)}) order by hour, map`;
    return rows.map((row) => ({ ...row, hour: (secondsOf(row.hour) ?? NaN) / HOUR }));
  };
  const on = (map: string, players: number | null, from: number, to: number | null) =>
    addStates(server.db, server.id, [[players, from, to]], { map });
  const changes = async () =>
    (await maps(0, 3 * HOUR))
      .filter((row) => row.changes > 0)
      .map((row) => [row.map, row.changes, row.players_at_changes, row.players_lost]);

  it('divides the time on a map at the hours, and counts only time in which the server.id was up', async () => {
    await addReachability(server.db, server.id, [
      ['ok', 0, 5_000],
      ['timeout', 5_000, 5_100],
      ['ok', 5_100, null],
    ]);
    await on('c1m1_hotel', 4, 600, 3_700);
    await on('c1m1_hotel', null, 3_700, 4_000);
    await on('c1m2_streets', 6, 4_000, 7_000);
    await addStates(server.db, server.id, [[9, 7_050, 7_050]], { map: 'c1m1_hotel' });
    expect(await maps(0, 2 * HOUR)).toMatchObject([
      { hour: 0, map: 'c1m1_hotel', up_seconds: 3_000, player_seconds: 12_000, peak_players: 4 },
      { hour: 1, map: 'c1m1_hotel', up_seconds: 400, counted_seconds: 100, peak_players: 9 },
      { hour: 1, map: 'c1m2_streets', up_seconds: 2_900, player_seconds: 17_400, peak_players: 6 },
    ]);
    expect(await maps(3_000, 3_650)).toMatchObject([
      { hour: 0, up_seconds: 600 },
      { hour: 1, up_seconds: 50 },
    ]);
    expect(await maps(3_000, 3_000)).toEqual([]);
    expect(await maps(3_000, 2_000)).toEqual([]);
  });

  it('tells who of those on at a change left within ten minutes and was not back', async () => {
    await addReachability(server.db, server.id, [['ok', 0, null]]);
    await on('c1m1_hotel', 5, 0, 1_000);
    await on('c1m2_streets', 5, 1_000, null);
    await addSession(server.db, server.id, ADA, [10, 1_000]);
    await addSession(server.db, server.id, BOB, [10, 1_599]);
    await addSession(server.db, server.id, EVE, [10, 1_200]);
    await addSession(server.db, server.id, EVE, [1_300, 2_000]);
    await addSession(server.db, server.id, ADA + 10n, [10, 1_600]);
    await addSession(server.db, server.id, ADA + 11n, [1_001, 1_300]);
    await addSession(server.db, server.id, ADA + 12n, [10, 999]);
    await addSession(server.db, server.id, ADA + 13n, [10, null]);
    expect(await changes()).toEqual([['c1m2_streets', 1, 5, 2]]);
  });

  it('counts a loss for the last map that was changed to', async () => {
    await addReachability(server.db, server.id, [['ok', 0, null]]);
    await on('a', 4, 0, 1_000);
    await on('b', 3, 1_000, 1_300);
    await on('c', 2, 1_300, null);
    await addSession(server.db, server.id, ADA, [10, 1_100]);
    await addSession(server.db, server.id, BOB, [10, 1_300]);
    await addSession(server.db, server.id, EVE, [10, 1_500]);
    expect(await changes()).toEqual([
      ['b', 1, 4, 1],
      ['c', 1, 3, 2],
    ]);
  });

  it('takes for a change neither a first sight, nor a pause, nor another number of players', async () => {
    await addReachability(server.db, server.id, [
      ['ok', 0, 1_000],
      ['timeout', 1_000, 1_061],
      ['ok', 1_061, 2_000],
      ['timeout', 2_000, 2_060],
      ['ok', 2_060, null],
    ]);
    await on('a', 4, 0, 500);
    await on('a', 3, 500, 1_000);
    await on('b', 3, 1_061, 2_000);
    await on('c', 3, 2_060, 3_000);
    await addStates(server.db, server.id, [[3, 3_000, 3_030]], { map: null });
    await on('c', 3, 3_030, null);
    expect(await changes()).toEqual([['c', 1, 3, 0]]);
  });

  it('judges no change after which nobody can tell who stayed', async () => {
    await addReachability(server.db, server.id, [['ok', 0, null]]);
    await on('a', 4, 0, 1_000);
    await on('b', 4, 1_000, 2_000);
    await on('c', null, 2_000, 3_000);
    await on('d', 4, 3_000, 3 * HOUR - 60);
    await on('e', 4, 3 * HOUR - 60, null);
    await addSession(server.db, server.id, ADA, [10, 1_100]);
    await addSession(server.db, server.id, BOB, [10, 1_200]);
    await server.db.$client`
      update server_player_session set end_reason = 'unreachable' where server_id = ${server.id} and player_id = ${String(BOB)}`;
    expect(await changes()).toEqual([
      ['b', 1, 0, 0],
      ['c', 1, 4, 0],
      ['d', 1, 0, 0],
      ['e', 1, 0, 0],
    ]);
  });

  it('tells servers apart', async () => {
    const other = await addServer(server.db);
    await addWatch(server.db, other, server.runId);
    for (const id of [server.id, other]) await addReachability(server.db, id, [['ok', 0, null]]);
    await on('a', 1, 0, null);
    await addStates(server.db, other, [[2, 0, null]], { map: 'b' });
    const rows = await server.db.$client`
      select server_id, map, player_seconds from map_hours(array[${server.id}, ${other}]::int[], ${iso(0)}, ${iso(60)}) order by 1`;
    expect([...rows]).toEqual([
      { server_id: server.id, map: 'a', player_seconds: 60 },
      { server_id: other, map: 'b', player_seconds: 120 },
    ]);
  });
});
