import { expect, it } from 'vitest';
import { removeServer } from './registry-remove.ts';
import { ADA, at, BOB, closed, opened, someServer, stateStarted } from './testing/changes.ts';
import { prepareBatches } from './testing/prepared-batch.ts';
import { allRows } from './testing/rows.ts';

it.each([`O'Brien"; drop table player; --`, '\\', '{"a":1}', '\u202egnp.exe', '😀', '', '\n'])(
  'stores the name %j as it is',
  async (name) => {
    await using test = await prepareBatches();
    await test.write([opened(1, ADA, 0, name)]);
    expect(await allRows(test.db)).toMatchObject({ players: [{ name }], sessions: [{ name }] });
  },
);

it('stores what Postgres cannot, without it', async () => {
  await using test = await prepareBatches();
  const state = { players: 1, maxPlayers: null, bots: null, map: 'm\0\udc00', hibernating: null };
  const started = { type: 'state-started', serverId: 1, startedAt: at(0), state } as const;
  await test.write([opened(1, ADA, 0, 'a\0b\ud83d'), started]);
  const rows = await allRows(test.db);
  expect(rows.players).toMatchObject([{ name: 'ab\ufffd' }]);
  expect(rows.states).toMatchObject([{ map: 'm\ufffd', max: null, bots: null, hibernating: null }]);
});

it('keeps 64-bit ids exact', async () => {
  await using test = await prepareBatches();
  const ids = [76561197960265729n, 76561202255233023n, 9007199254740993n, 9223372036854775807n];
  await test.write(ids.map((id) => opened(1, id, 0)));
  const rows = await allRows(test.db);
  expect(rows.sessions.map(({ player }) => BigInt(String(player)))).toEqual(
    ids.toSorted((a, b) => (a < b ? -1 : 1)),
  );
});

it('opens nothing on a removed server, skips one that is gone, and goes on with the others', async () => {
  await using test = await prepareBatches();
  await removeServer(test.db, 1, at(0));
  await test.db.$client`delete from servers where id = 2`;
  const three = await someServer(test.db, 'three');
  await test.write([
    opened(1, ADA, 0),
    stateStarted(1, 0),
    opened(1, BOB, 0),
    closed(1, BOB, 0, 60),
    opened(2, ADA, 0),
    stateStarted(2, 0),
    { type: 'watch-started', serverId: 2 },
    opened(three, ADA, 0),
  ]);
  const { sessions, states, watches } = await allRows(test.db);
  expect({ sessions, states, watches }).toMatchObject({
    sessions: [
      { server: 1, player: String(BOB), left: 60 },
      { server: three, left: null },
    ],
    states: [],
    watches: [],
  });
});

it('writes a batch of 5,000 servers in one transaction', async () => {
  await using test = await prepareBatches();
  await test.db.$client`
    insert into servers (name, host, port) select 's' || n, 'localhost', 1 from generate_series(3, 5000) n`;
  const ids = Array.from({ length: 5_000 }, (_, i) => i + 1);
  const batch = ids.flatMap((id) => [
    { type: 'watch-started', serverId: id } as const,
    stateStarted(id, 0),
    opened(id, ADA + BigInt(id), 0),
    opened(id, BOB + BigInt(id), 0),
    closed(id, BOB + BigInt(id), 0, 60),
  ]);
  await test.write(batch);
  const [counts] = await test.db.$client`
    select (select count(*)::int from server_player_session where left_at is null) as open,
           (select count(*)::int from server_player_session where left_at is not null) as closed,
           (select count(*)::int from server_state) as states,
           (select count(*)::int from server_watch) as watches,
           (select count(distinct xmin::text)::int from
             (select xmin from server_player_session union all select xmin from server_state) w) as transactions`;
  expect(counts).toEqual({
    open: 5_000,
    closed: 5_000,
    states: 5_000,
    watches: 5_000,
    transactions: 1,
  });
});
