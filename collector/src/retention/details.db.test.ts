import { expect, it } from 'vitest';
import { minute, prepareHistory, type History } from './testing/history.ts';

const DAY = 1_440;

interface MapRow {
  readonly hour: number;
  readonly map: string;
  readonly minutes: number;
  readonly changes: number;
  readonly lost: number;
}

/** Hours after the beginning, minutes of each map, and who was lost. */
const maps = (history: History) => history.db.$client<MapRow[]>`
  select (extract(epoch from hour - ${minute(0).toISOString()}::timestamptz) / 3600)::int as hour, map,
         up_seconds / 60 as minutes, changes, players_lost as lost
  from server_map_hour order by hour, map`;

const players = (history: History) => history.db.$client`
  select (extract(epoch from hour - ${minute(0).toISOString()}::timestamptz) / 3600)::int as hour,
         cardinality(player_ids) as players, (select sum(s) from unnest(seconds) s)::float8 / 60 as minutes, newcomers
  from server_player_hour order by hour`;

async function twoMaps(history: History): Promise<void> {
  const sql = history.db.$client;
  await history.reach(1, 'ok', 0, null);
  await history.state(1, 3, 0, 58);
  await history.state(1, 3, 58, null);
  await sql`update server_state set map = case ended_at is null when true then 'b' else 'a' end`;
}

it('sums up maps and players by the hour, and the last hour once more when it is known who stayed', async () => {
  await using history = await prepareHistory();
  await twoMaps(history);
  await history.session(1, 1, 10, null);
  await history.heartbeat(65);
  await history.sumUp(65);
  expect([...(await maps(history))]).toEqual([
    { hour: 0, map: 'a', minutes: 58, changes: 0, lost: 0 },
    { hour: 0, map: 'b', minutes: 2, changes: 1, lost: 0 },
  ]);
  expect([...(await players(history))]).toEqual([
    { hour: 0, players: 1, minutes: 50, newcomers: 1 },
  ]);
  await history.db.$client`
    update server_player_session set left_at = ${minute(66).toISOString()}, end_reason = 'left'`;
  await history.heartbeat(125);
  await history.sumUp(125);
  expect(await maps(history)).toMatchObject([
    { hour: 0, map: 'a' },
    { hour: 0, map: 'b', changes: 1, lost: 1 },
    { hour: 1, map: 'b', minutes: 60 },
  ]);
  expect([...(await players(history))].at(-1)).toEqual({
    hour: 1,
    players: 1,
    minutes: 6,
    newcomers: 0,
  });
});

it('sums up again when somebody turns out to have been there, or not', async () => {
  await using history = await prepareHistory();
  const sql = history.db.$client;
  await history.reach(1, 'ok', 0, null);
  await history.session(1, 1, 10, 100);
  await history.heartbeat(DAY);
  await history.sumUp(DAY);
  expect(await history.count('server_player_hour')).toBe(2);
  await sql`update server_player_session set left_at = null, end_reason = null`;
  await history.sumUp(DAY);
  expect(await history.count('server_player_hour')).toBe(23);
  await sql`update server_player_session set left_at = ${minute(70).toISOString()}, end_reason = 'left'`;
  await history.sumUp(DAY);
  expect(await players(history)).toMatchObject([{ minutes: 50 }, { minutes: 10 }]);
});

it('forgets a map that turns out not to have been played', async () => {
  await using history = await prepareHistory();
  await twoMaps(history);
  await history.heartbeat(200);
  await history.sumUp(200);
  const sql = history.db.$client;
  await sql`update server_state set map = 'c', started_at = ${minute(59).toISOString()} where map = 'b'`;
  await sql`insert into server_hour_stale (server_id, since) values (1, ${minute(0).toISOString()})`;
  await history.sumUp(200);
  expect((await maps(history)).map(({ hour, map }) => [hour, map])).toEqual([
    [0, 'a'],
    [0, 'c'],
    [1, 'c'],
    [2, 'c'],
  ]);
});

it('keeps the maps for ever, and who was on as long as the sessions', async () => {
  await using history = await prepareHistory(3);
  await twoMaps(history);
  for (let server = 1; server <= 3; server += 1) {
    for (let n = 0; n < 10; n += 1) await history.session(server, n, n * 60 + 5, n * 60 + 10);
  }
  const now = DAY + 5 * 60 + 30;
  await history.heartbeat(now);
  await history.sumUp(now);
  const played = [...(await maps(history))];
  await history.trim({ stateDays: 1, sessionDays: 1 }, now);
  expect(await history.count('server_player_hour')).toBe(3 * 5);
  await history.sumUp(now);
  expect([...(await maps(history))]).toEqual(played);
  expect(await players(history)).toMatchObject(Array(15).fill({ players: 1, newcomers: 1 }));
});

it('takes for new only who was never there, also when that is trimmed', async () => {
  await using history = await prepareHistory();
  await history.reach(1, 'ok', 0, null);
  await history.session(1, 1, 0, 30);
  await history.heartbeat(2 * DAY);
  await history.sumUp(2 * DAY);
  await history.trim({ stateDays: 1, sessionDays: 1 }, 2 * DAY);
  expect(await history.count('server_player_session')).toBe(0);
  await history.session(1, 1, 2 * DAY + 1, 2 * DAY + 5);
  await history.session(1, 2, 2 * DAY + 1, 2 * DAY + 5);
  await history.heartbeat(2 * DAY + 70);
  await history.sumUp(2 * DAY + 70);
  expect([...(await players(history))]).toEqual([
    { hour: 48, players: 2, minutes: 8, newcomers: 1 },
  ]);
});
