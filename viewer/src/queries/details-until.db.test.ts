import { serverHour } from '@rollcall/shared/schema';
import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { seedServer } from '../testing/seed.ts';
import { detailsUntil } from './details-until.ts';

const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 10, 20);
const at = (hour: number) => new Date(START + hour * HOUR_MS);

it('tells how far maps and players are summed up, where that is less far than their number', async () => {
  await using test = await createTestDatabase();
  const serverId = await seedServer(test.db);
  const sum = { watchedSeconds: 3_600, upSeconds: 3_600, countedSeconds: 3_600 };
  await test.db.insert(serverHour).values(
    Array.from({ length: 10 }, (_, hour) => ({
      ...{ serverId, hour: at(hour), ...sum, joins: 0 },
      playerSeconds: hour < 8 ? 900 : 0,
      peakPlayers: 1,
    })),
  );
  const until = () => detailsUntil(test.db, serverId, at(0), at(10));
  // Neither is there at all.
  expect(await until()).toEqual({ mapsMs: at(0).getTime(), playersMs: at(0).getTime() });

  const addUntil = async (hour: number) => {
    const [from, to] = [at(0).toISOString(), at(hour).toISOString()];
    await test.db.$client`
      insert into server_map_hour (server_id, hour, map, up_seconds, counted_seconds, player_seconds, peak_players, changes, players_at_changes, players_lost)
      select ${serverId}, h, 'c1m1_hotel', 3600, 3600, 0, 0, 0, 0, 0
      from generate_series(${from}::timestamptz, ${to}::timestamptz, interval '1 hour') h on conflict do nothing`;
    await test.db.$client`
      insert into server_player_hour (server_id, hour, player_ids, seconds, newcomers)
      select ${serverId}, h, array[1]::bigint[], array[900]::real[], 0
      from generate_series(${from}::timestamptz, ${to}::timestamptz, interval '1 hour') h on conflict do nothing`;
  };
  await addUntil(3);
  expect(await until()).toEqual({ mapsMs: at(4).getTime(), playersMs: at(4).getTime() });
  // Nobody was on after the eighth hour: of players nothing is missing.
  await addUntil(7);
  expect(await until()).toEqual({ mapsMs: at(8).getTime(), playersMs: null });
  await addUntil(9);
  expect(await until()).toEqual({ mapsMs: null, playersMs: null });
});

it('misses nothing where nothing was summed up', async () => {
  await using test = await createTestDatabase();
  const serverId = await seedServer(test.db);
  expect(await detailsUntil(test.db, serverId, at(0), at(5))).toEqual({
    mapsMs: null,
    playersMs: null,
  });
});
