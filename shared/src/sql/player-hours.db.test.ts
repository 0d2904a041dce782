import { describe, expect, it } from 'vitest';
import { ADA, addServer, addSession, BOB, EVE, iso, secondsOf } from './testing/history.ts';
import { watchedServer } from './testing/watched-server.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;

describe('player_hours', () => {
  const server = watchedServer(3 * DAY);

  const names = new Map([
    [String(ADA), 'ada'],
    [String(BOB), 'bob'],
    [String(EVE), 'eve'],
  ]);
  /** Hour, player, seconds, and whether new. */
  const players = async (since: number, until: number) => {
    const rows = await server.db.$client<
      { hour: string; player_id: string; seconds: number; newcomer: boolean }[]
    >`
      select * from player_hours(array[${server.id}]::int[], ${iso(since)}, ${iso(until)}) order by hour, player_id`;
    return rows.map(({ hour, player_id, seconds, newcomer }) => [
      (secondsOf(hour) ?? NaN) / HOUR,
      names.get(player_id),
      seconds,
      newcomer,
    ]);
  };

  it('divides sessions at the hours and clips them to the window', async () => {
    await addSession(server.db, server.id, ADA, [3_000, 8_000]);
    await addSession(server.db, server.id, ADA, [8_500, 8_600]);
    await addSession(server.db, server.id, BOB, [HOUR, 2 * HOUR]);
    await addSession(server.db, server.id, EVE, [5_000, 5_000]);
    expect(await players(0, DAY)).toEqual([
      [0, 'ada', 600, true],
      [1, 'ada', 3_600, false],
      [1, 'bob', 3_600, true],
      [1, 'eve', 0, true],
      [2, 'ada', 900, false],
    ]);
    expect(await players(3_100, 3_200)).toEqual([[0, 'ada', 100, false]]);
    expect(await players(3_000, 3_000)).toEqual([]);
    expect(await players(5_000, 4_000)).toEqual([]);
  });

  it('follows who is in game as far as the server.id was seen, and who stayed for days', async () => {
    await addSession(server.db, server.id, ADA, [3 * DAY - 60, null]);
    await addSession(server.db, server.id, BOB, [10, 2 * DAY + 60]);
    expect(await players(3 * DAY - HOUR, 3 * DAY + HOUR)).toEqual([[71, 'ada', 60, true]]);
    expect(await players(HOUR, 2 * HOUR)).toEqual([[1, 'bob', 3_600, false]]);
    expect(await players(2 * DAY, 2 * DAY + HOUR)).toEqual([[48, 'bob', 60, false]]);
  });

  it('knows who was there before, also when those sessions are trimmed and on other servers not', async () => {
    const other = await addServer(server.db);
    await addSession(server.db, server.id, ADA, [0, 60]);
    await addSession(server.db, other, BOB, [0, 60]);
    await server.db.$client`delete from server_player_session where left_at < ${iso(HOUR)}`;
    for (const player of [ADA, BOB])
      await addSession(server.db, server.id, player, [HOUR, HOUR + 60]);
    await addSession(server.db, server.id, EVE, [HOUR + 100, null]);
    expect(await players(HOUR, HOUR + 200)).toEqual([
      [1, 'ada', 60, false],
      [1, 'bob', 60, true],
      [1, 'eve', 100, true],
    ]);
  });
});
