import { createTestDatabase } from '@rollcall/shared/testing';
import { describe, expect, it, vi } from 'vitest';
import type { Change } from '../reconcile/change.ts';
import { foldChanges } from './batch.ts';
import { removeServer } from './registry-remove.ts';
import {
  ADA,
  at,
  BOB,
  closed,
  opened,
  pingWidened,
  reopened,
  someRun,
  someServer,
  stateEnded,
  stateStarted,
} from './testing/changes.ts';
import { allRows } from './testing/rows.ts';
import { writeBatch } from './write-batch.ts';

/** A database with two servers (1 and 2) and a run (1). `write` writes changes as one batch with the next number. */
async function prepared() {
  const test = await createTestDatabase();
  await someServer(test.db, 'one');
  await someServer(test.db, 'two');
  const runId = await someRun(test.db);
  let last = 0;
  return {
    ...test,
    write: (changes: readonly Change[], number = ++last, heartbeatAt: Date | null = null) =>
      writeBatch(test.db, { runId, number, batch: foldChanges(changes), heartbeatAt }),
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  };
}

const reach = (status: 'ok' | 'timeout', seconds: number): Change => ({
  type: 'reachability-started',
  serverId: 1,
  status,
  detail: status === 'ok' ? null : 'no answer',
  startedAt: at(seconds),
});

describe('what is in the database after a batch, and the same after writing it twice', () => {
  it.each<{ name: string; before?: Change[]; changes: Change[]; rows: object }>([
    {
      name: 'a state begins where another ends',
      before: [stateStarted(1, 0, 2)],
      changes: [stateEnded(1, 0, 5), stateStarted(1, 5, 3)],
      rows: {
        states: [
          { server: 1, from: 0, to: 5, players: 2, max: 8, bots: 0, map: 'c1m1_hotel' },
          { server: 1, from: 5, to: null, players: 3 },
        ],
      },
    },
    {
      name: 'states begin and end within the batch',
      changes: [stateStarted(1, 0), stateEnded(1, 0, 5), stateStarted(1, 5)],
      rows: {
        states: [
          { from: 0, to: 5 },
          { from: 5, to: null },
        ],
      },
    },
    {
      name: 'a player joins',
      changes: [opened(1, ADA, 0)],
      rows: {
        players: [{ id: String(ADA), name: 'Ada', first: 1, last: 1 }],
        names: [{ id: String(ADA), name: 'Ada', first: 1, last: 1 }],
        sessions: [
          { joined: 0, left: null, seen: null, reason: null, name: 'Ada', min: 40, max: 50 },
        ],
      },
    },
    {
      name: 'a player leaves',
      before: [opened(1, ADA, 0)],
      changes: [closed(1, ADA, 0, 60, 'Countess')],
      rows: {
        players: [{ name: 'Countess', first: 1, last: 55 }],
        names: [
          { name: 'Ada', last: 1 },
          { name: 'Countess', first: 55, last: 55 },
        ],
        sessions: [
          { joined: 0, left: 60, seen: 55, reason: 'left', name: 'Ada', min: 30, max: 50 },
        ],
      },
    },
    {
      name: 'a player joins, leaves and is seen again within the batch',
      changes: [opened(1, ADA, 0), closed(1, ADA, 0, 60), reopened(1, ADA, 0, 65)],
      rows: { sessions: [{ joined: 0, left: null, min: 30, max: 50 }] },
    },
    {
      name: 'a player is seen again after all',
      before: [opened(1, ADA, 0), closed(1, ADA, 0, 60)],
      changes: [reopened(1, ADA, 0, 65)],
      rows: { players: [{ last: 55 }], sessions: [{ left: null, seen: null, reason: null }] },
    },
    {
      name: 'a player is seen again and leaves within the batch',
      before: [opened(1, ADA, 0), closed(1, ADA, 0, 60)],
      changes: [reopened(1, ADA, 0, 65), closed(1, ADA, 0, 90)],
      rows: { sessions: [{ left: 90, seen: 85, reason: 'left' }] },
    },
    {
      name: 'a player rejoins',
      before: [opened(1, ADA, 0)],
      changes: [closed(1, ADA, 0, 60), opened(1, ADA, 61)],
      rows: {
        sessions: [
          { joined: 0, left: 60 },
          { joined: 61, left: null },
        ],
      },
    },
    {
      name: 'a player turns out never to have left, so that what came after ends',
      before: [opened(1, ADA, 0), closed(1, ADA, 0, 60), opened(1, ADA, 61)],
      changes: [closed(1, ADA, 61, 62), reopened(1, ADA, 0, 65)],
      rows: {
        sessions: [
          { joined: 0, left: null },
          { joined: 61, left: 62 },
        ],
      },
    },
    {
      name: 'pings widen, and only widen',
      before: [opened(1, ADA, 0), opened(1, BOB, 0)],
      changes: [pingWidened(1, ADA, 0, 45, 90), pingWidened(1, BOB, 0, 45, 46)],
      rows: {
        sessions: [
          { min: 40, max: 90 },
          { min: 40, max: 50 },
        ],
      },
    },
    {
      name: 'an older sighting of a name does not become the last name',
      before: [opened(1, ADA, 100, 'New')],
      changes: [{ type: 'name-seen', playerId: ADA, name: 'Old', seenAt: at(50) }],
      rows: {
        players: [{ name: 'New', first: 50, last: 101 }],
        names: [{ name: 'Old' }, { name: 'New' }],
      },
    },
    {
      name: 'reachability changes',
      before: [reach('ok', 0)],
      changes: [
        { type: 'reachability-ended', serverId: 1, startedAt: at(0), endedAt: at(5) },
        reach('timeout', 5),
        { type: 'reachability-ended', serverId: 1, startedAt: at(5), endedAt: at(9) },
        reach('ok', 9),
      ],
      rows: {
        reachability: [
          { status: 'ok', detail: null, from: 0, to: 5 },
          { status: 'timeout', detail: 'no answer', from: 5, to: 9 },
          { status: 'ok', detail: null, from: 9, to: null },
        ],
      },
    },
    {
      name: 'a watch begins, another is lost, a third is lost that never was',
      before: [{ type: 'watch-started', serverId: 1 }],
      changes: [
        { type: 'watch-lost', serverId: 1, lastOkAt: at(5) },
        { type: 'watch-lost', serverId: 2, lastOkAt: at(6) },
      ],
      rows: {
        watches: [
          { server: 1, run: 1, ok: 5 },
          { server: 2, run: 1, ok: 6 },
        ],
      },
    },
    {
      name: 'a watch that was lost begins again',
      before: [{ type: 'watch-lost', serverId: 1, lastOkAt: at(5) }],
      changes: [{ type: 'watch-started', serverId: 1 }],
      rows: { watches: [{ server: 1, run: 1, ok: null }] },
    },
  ])('$name', async ({ before = [], changes, rows }) => {
    await using test = await prepared();
    if (before.length > 0) await test.write(before);
    await test.write(changes);
    const once = await allRows(test.db);
    expect(once).toMatchObject(rows);
    // With another number, so that only the rows themselves keep it from doing harm.
    await test.write(changes);
    expect(await allRows(test.db)).toEqual(once);
  });
});

it('does nothing at all when a batch comes again, or late', async () => {
  await using test = await prepared();
  expect(await test.write([opened(1, ADA, 0)], 1)).toBe(true);
  expect(await test.write([closed(1, ADA, 0, 60)], 2)).toBe(true);
  expect(await test.write([reopened(1, ADA, 0, 65)], 1, at(99))).toBe(false);
  expect(await test.write([reopened(1, ADA, 0, 65)], 2, at(99))).toBe(false);
  expect(await allRows(test.db)).toMatchObject({ sessions: [{ left: 60 }], heartbeat: 0 });
});

it('moves the heartbeat with the batch, and never back', async () => {
  await using test = await prepared();
  await test.write([stateStarted(1, 0)], 1, at(50));
  expect(await allRows(test.db)).toMatchObject({ heartbeat: 50 });
  await test.write([stateStarted(2, 0)], 2, at(40));
  expect(await allRows(test.db)).toMatchObject({ heartbeat: 50 });
});

it('says so when there is no such run', async () => {
  await using test = await prepared();
  const batch = foldChanges([stateStarted(1, 0)]);
  const numbered = { runId: 77, number: 1, batch, heartbeatAt: null };
  await expect(writeBatch(test.db, numbered)).rejects.toThrow('there is no collector run 77');
});

it('notifies once a batch, naming the servers', async () => {
  await using test = await prepared();
  const heard: string[] = [];
  await test.db.$client.listen('rollcall_changes', (payload) => heard.push(payload));
  await test.write([opened(2, ADA, 0), stateStarted(1, 0), stateStarted(2, 0)]);
  await test.write([{ type: 'name-seen', playerId: ADA, name: 'Ada', seenAt: at(5) }]);
  await test.write([stateEnded(2, 0, 5)]);
  await vi.waitFor(() => {
    expect(heard).toEqual(['1,2', '2']);
  });
});

it.each([`O'Brien"; drop table player; --`, '\\', '{"a":1}', '\u202egnp.exe', '😀', '', '\n'])(
  'stores the name %j as it is',
  async (name) => {
    await using test = await prepared();
    await test.write([opened(1, ADA, 0, name)]);
    expect(await allRows(test.db)).toMatchObject({ players: [{ name }], sessions: [{ name }] });
  },
);

it('stores what Postgres cannot, without it', async () => {
  await using test = await prepared();
  const state = { players: 1, maxPlayers: null, bots: null, map: 'm\0\udc00', hibernating: null };
  const started = { type: 'state-started', serverId: 1, startedAt: at(0), state } as const;
  await test.write([opened(1, ADA, 0, 'a\0b\ud83d'), started]);
  const rows = await allRows(test.db);
  expect(rows.players).toMatchObject([{ name: 'ab\ufffd' }]);
  expect(rows.states).toMatchObject([{ map: 'm\ufffd', max: null, bots: null, hibernating: null }]);
});

it('keeps 64-bit ids exact', async () => {
  await using test = await prepared();
  const ids = [76561197960265729n, 76561202255233023n, 9007199254740993n, 9223372036854775807n];
  await test.write(ids.map((id) => opened(1, id, 0)));
  const rows = await allRows(test.db);
  expect(rows.sessions.map(({ player }) => BigInt(String(player)))).toEqual(
    ids.toSorted((a, b) => (a < b ? -1 : 1)),
  );
});

it('opens nothing on a removed server, skips one that is gone, and goes on with the others', async () => {
  await using test = await prepared();
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
  await using test = await prepared();
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
