import type { Database } from '@rollcall/shared';
import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import type { Change } from '../reconcile/change.ts';
import { foldChanges } from './batch.ts';
import { loadClosed } from './closed-sessions.ts';
import { loadHistories } from './load-histories.ts';
import { startRun } from './run.ts';
import {
  ADA,
  at,
  BOB,
  closed,
  opened,
  reopened,
  someRun,
  someServer,
  stateEnded,
  stateStarted,
} from './testing/changes.ts';
import { writeBatch } from './write-batch.ts';

const EVE = 76561198000000001n;

function write(db: Database, runId: number, changes: readonly Change[], heartbeatAt: Date) {
  return writeBatch(db, { runId, number: 1, batch: foldChanges(changes), heartbeatAt });
}

it('loads what goes on, as an earlier run left it', async () => {
  await using test = await createTestDatabase();
  const id = await someServer(test.db, 'one');
  const before = await someRun(test.db);
  const ok: Change = {
    type: 'reachability-started',
    serverId: id,
    status: 'ok',
    detail: null,
    startedAt: at(0),
  };
  await write(
    test.db,
    before,
    [
      ok,
      { type: 'watch-started', serverId: id },
      stateStarted(id, 0, 1),
      stateEnded(id, 0, 5),
      stateStarted(id, 5, 2),
      opened(id, ADA, 0),
      { type: 'name-seen', playerId: ADA, name: 'Countess', seenAt: at(20) },
      // Began, as the game tells, after the last poll.
      opened(id, BOB, 40, 'Bob'),
    ],
    at(30),
  );
  const now = await startRun(test.db, 'next', at(300));
  const history = (await loadHistories(test.db, [id], at(301), now)).get(id);
  expect(history).toMatchObject({
    serverId: id,
    state: {
      startedAt: at(5),
      state: { players: 2, maxPlayers: 8, bots: 0, map: 'c1m1_hotel', hibernating: false },
    },
    lastOkAt: at(30),
    lastWatchedAt: at(30),
    watched: false,
    reachability: { status: 'ok', startedAt: at(0) },
    closedSince: new Date(at(301).getTime() - 7_200_000),
  });
  expect([...(history?.open ?? [])]).toEqual([
    [
      ADA,
      {
        playerId: ADA,
        joinedAt: at(0),
        lastSeenAt: at(30),
        connectionStart: at(0),
        userId: null,
        name: 'Countess',
        ping: { min: 40, max: 50 },
        pingWritten: { at: at(0), ping: { min: 40, max: 50 } },
      },
    ],
    [BOB, expect.objectContaining({ joinedAt: at(40), lastSeenAt: at(40), name: 'Bob' })],
  ]);
});

it('loads the newest session of each who left within two hours', async () => {
  await using test = await createTestDatabase();
  const [id, other] = [await someServer(test.db, 'one'), await someServer(test.db, 'two')];
  const runId = await someRun(test.db);
  await write(
    test.db,
    runId,
    [
      ...[0, 100, 200].flatMap((joined) => [
        opened(id, ADA, joined),
        closed(id, ADA, joined, joined + 50),
      ]),
      ...[opened(id, BOB, 0), closed(id, BOB, 0, 99)],
      ...[opened(other, ADA, 300), closed(other, ADA, 300, 400)],
    ],
    at(400),
  );
  const twoHoursOn = new Date(at(100).getTime() + 7_200_000);
  const histories = await loadHistories(test.db, [id, other], twoHoursOn, runId);
  expect([...(histories.get(id)?.closed ?? [])]).toEqual([
    [
      ADA,
      {
        playerId: ADA,
        joinedAt: at(200),
        leftAt: at(250),
        lastSeenAt: at(245),
        reason: 'left',
        name: 'Ada',
        ping: { min: 30, max: 50 },
      },
    ],
  ]);
  expect(histories.get(other)?.closed.get(ADA)).toMatchObject({ joinedAt: at(300) });
});

it('looks up the newest closed session of players on one server', async () => {
  await using test = await createTestDatabase();
  const [id, other] = [await someServer(test.db, 'one'), await someServer(test.db, 'two')];
  const runId = await someRun(test.db);
  await write(
    test.db,
    runId,
    [
      ...[
        opened(id, ADA, 0),
        closed(id, ADA, 0, 50),
        opened(id, ADA, 100),
        closed(id, ADA, 100, 150),
      ],
      ...[opened(other, BOB, 0), closed(other, BOB, 0, 50)],
      opened(id, EVE, 0),
    ],
    at(200),
  );
  const found = await loadClosed(test.db, id, [ADA, BOB, EVE, 1n]);
  expect(found.get(ADA)).toMatchObject({ playerId: ADA, joinedAt: at(100), leftAt: at(150) });
  expect([BOB, EVE, 1n].map((playerId) => found.get(playerId))).toEqual([null, null, null]);
  expect(await loadClosed(test.db, id, [])).toEqual(new Map());
});

it('tells a server that nobody ever saw, and since when nobody watched it', async () => {
  await using test = await createTestDatabase();
  const [seen, never] = [await someServer(test.db, 'one'), await someServer(test.db, 'two')];
  const first = await someRun(test.db);
  expect((await loadHistories(test.db, [never], at(1), first)).get(never)).toMatchObject({
    state: null,
    lastOkAt: null,
    lastWatchedAt: null,
    reachability: null,
  });
  await write(test.db, first, [{ type: 'watch-lost', serverId: seen, lastOkAt: at(5) }], at(30));
  const next = await startRun(test.db, 'next', at(300));
  const histories = await loadHistories(test.db, [seen, never, 99], at(301), next);
  expect(histories.get(seen)).toMatchObject({ lastOkAt: at(5), lastWatchedAt: at(30) });
  expect(histories.get(never)).toMatchObject({ lastOkAt: null, lastWatchedAt: at(30) });
  expect(histories.has(99)).toBe(false);
});

it('tells right after a crash how long each server was seen', async () => {
  await using test = await createTestDatabase();
  const [up, down] = [await someServer(test.db, 'up'), await someServer(test.db, 'down')];
  const runId = await someRun(test.db);
  await write(
    test.db,
    runId,
    [
      { type: 'watch-started', serverId: up },
      { type: 'watch-lost', serverId: down, lastOkAt: at(10) },
      ...[stateStarted(up, 0), stateEnded(up, 0, 20), stateStarted(up, 20), stateStarted(down, 0)],
      ...[opened(up, ADA, 0), closed(up, ADA, 0, 25), reopened(up, ADA, 0, 26)],
    ],
    at(60),
  );
  const rows = await test.db.$client<{ id: number; from: string; seen: string }[]>`
    select server_id as id, started_at as from, last_seen_at as seen from server_live_state order by 1, 2`;
  expect(rows.map(({ id, from, seen }) => [id, new Date(from), new Date(seen)])).toEqual([
    [up, at(0), at(20)],
    [up, at(20), at(60)],
    [down, at(0), at(10)],
  ]);
});
