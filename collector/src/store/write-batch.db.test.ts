import { describe, expect, it, vi } from 'vitest';
import type { Change } from '../reconcile/change.ts';
import { foldChanges } from './batch.ts';
import {
  ADA,
  at,
  BOB,
  closed,
  opened,
  pingWidened,
  reopened,
  stateEnded,
  stateStarted,
} from './testing/changes.ts';
import { prepareBatches } from './testing/prepared-batch.ts';
import { allRows } from './testing/rows.ts';
import { writeBatch } from './write-batch.ts';

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
      name: 'a player turns out never to have left',
      before: [opened(1, ADA, 0), closed(1, ADA, 0, 60)],
      changes: [reopened(1, ADA, 0, 65)],
      rows: { sessions: [{ joined: 0, left: null, reason: null }] },
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
    await using test = await prepareBatches();
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
  await using test = await prepareBatches();
  expect(await test.write([opened(1, ADA, 0)], 1)).toBe(true);
  expect(await test.write([closed(1, ADA, 0, 60)], 2)).toBe(true);
  expect(await test.write([reopened(1, ADA, 0, 65)], 1, at(99))).toBe(false);
  expect(await test.write([reopened(1, ADA, 0, 65)], 2, at(99))).toBe(false);
  expect(await allRows(test.db)).toMatchObject({ sessions: [{ left: 60 }], heartbeat: 0 });
});

it('moves the heartbeat with the batch, and never back', async () => {
  await using test = await prepareBatches();
  await test.write([stateStarted(1, 0)], 1, at(50));
  expect(await allRows(test.db)).toMatchObject({ heartbeat: 50 });
  await test.write([stateStarted(2, 0)], 2, at(40));
  expect(await allRows(test.db)).toMatchObject({ heartbeat: 50 });
});

it('says so when there is no such run', async () => {
  await using test = await prepareBatches();
  const batch = foldChanges([stateStarted(1, 0)]);
  const numbered = { runId: 77, number: 1, batch, heartbeatAt: null };
  await expect(writeBatch(test.db, numbered)).rejects.toThrow('there is no collector run 77');
});

it('notifies once a batch, naming the servers', async () => {
  await using test = await prepareBatches();
  const heard: string[] = [];
  await test.db.$client.listen('rollcall_changes', (payload) => heard.push(payload));
  await test.write([opened(2, ADA, 0), stateStarted(1, 0), stateStarted(2, 0)]);
  await test.write([{ type: 'name-seen', playerId: ADA, name: 'Ada', seenAt: at(5) }]);
  await test.write([stateEnded(2, 0, 5)]);
  await vi.waitFor(() => {
    expect(heard).toEqual(['1,2', '2']);
  }, 20_000);
});
