import { describe, expect, it } from 'vitest';
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
import { changedServers } from './write-batch.ts';

describe('sessions', () => {
  it.each<{ name: string; changes: Change[]; comesTo: object }>([
    {
      name: 'opened and closed becomes one new row with its end',
      changes: [opened(1, ADA, 0), closed(1, ADA, 0, 60)],
      comesTo: { opened: [{ name: 'Ada', ping: { min: 30, max: 50 }, end: { leftAt: at(60) } }] },
    },
    {
      name: 'opened, closed and reopened becomes one open row',
      changes: [opened(1, ADA, 0), closed(1, ADA, 0, 60), reopened(1, ADA, 0, 65)],
      comesTo: { opened: [{ end: null }] },
    },
    {
      name: 'closed and reopened is reopened, with the pings seen until then',
      changes: [closed(1, ADA, 0, 60), reopened(1, ADA, 0, 65)],
      comesTo: {
        reopened: [{ serverId: 1, playerId: ADA, joinedAt: at(0) }],
        pings: [{ ping: { min: 30, max: 45 } }],
      },
    },
    {
      name: 'reopened and closed is closed again',
      changes: [reopened(1, ADA, 0, 65), closed(1, ADA, 0, 70)],
      comesTo: { closed: [{ again: true, end: { leftAt: at(70) } }] },
    },
    {
      name: 'a rejoin is one row closed and another opened',
      changes: [closed(1, ADA, 0, 60), opened(1, ADA, 61)],
      comesTo: { closed: [{ joinedAt: at(0), again: false }], opened: [{ joinedAt: at(61) }] },
    },
    {
      name: 'pings widen into one range',
      changes: [pingWidened(1, ADA, 0, 30, 40), pingWidened(1, ADA, 0, 35, 90)],
      comesTo: { pings: [{ ping: { min: 30, max: 90 } }] },
    },
    {
      name: 'a ping of a session that opens or closes goes with it',
      changes: [
        opened(1, ADA, 0),
        pingWidened(1, ADA, 0, 20, 60),
        pingWidened(1, BOB, 0, 20, 60),
        closed(1, BOB, 0, 60),
      ],
      comesTo: {
        opened: [{ playerId: ADA, ping: { min: 20, max: 60 } }],
        closed: [{ playerId: BOB, ping: { min: 20, max: 60 } }],
      },
    },
  ])('$name', ({ changes, comesTo }) => {
    const { opened, closed, reopened, pings } = foldChanges(changes);
    const nothing = { opened: [], closed: [], reopened: [], pings: [] };
    expect({ opened, closed, reopened, pings }).toMatchObject({ ...nothing, ...comesTo });
  });
});

describe('states and reachability', () => {
  it('gives a state that begins and ends its end, and ends the one before', () => {
    const batch = foldChanges([
      stateEnded(1, -60, 0),
      stateStarted(1, 0),
      stateEnded(1, 0, 5),
      stateStarted(1, 5),
    ]);
    expect(batch.statesEnded).toEqual([{ serverId: 1, startedAt: at(-60), endedAt: at(0) }]);
    expect(batch.states).toMatchObject([
      { startedAt: at(0), endedAt: at(5) },
      { startedAt: at(5), endedAt: null },
    ]);
  });

  it('keeps servers apart', () => {
    const batch = foldChanges([stateStarted(1, 0), stateEnded(2, 0, 5)]);
    expect(batch.states).toMatchObject([{ serverId: 1, endedAt: null }]);
    expect(batch.statesEnded).toMatchObject([{ serverId: 2 }]);
  });

  it('does the same for reachability', () => {
    const started = (seconds: number, status: 'ok' | 'timeout'): Change => ({
      type: 'reachability-started',
      serverId: 1,
      status,
      detail: null,
      startedAt: at(seconds),
    });
    const ended = (from: number, to: number): Change => ({
      type: 'reachability-ended',
      serverId: 1,
      startedAt: at(from),
      endedAt: at(to),
    });
    const batch = foldChanges([ended(-9, 0), started(0, 'timeout'), ended(0, 5), started(5, 'ok')]);
    expect(batch.reachabilityEnded).toMatchObject([{ startedAt: at(-9), endedAt: at(0) }]);
    expect(batch.reachability).toMatchObject([
      { status: 'timeout', endedAt: at(5) },
      { status: 'ok', endedAt: null },
    ]);
  });

  it('keeps only what is last known of who watches', () => {
    const batch = foldChanges([
      { type: 'watch-started', serverId: 1 },
      { type: 'watch-lost', serverId: 1, lastOkAt: at(5) },
      { type: 'watch-started', serverId: 2 },
    ]);
    expect(batch.watches).toEqual([
      { serverId: 1, lastOkAt: at(5) },
      { serverId: 2, lastOkAt: null },
    ]);
  });
});

describe('names', () => {
  it('takes the latest name of a player, whatever the order, and every name once', () => {
    const batch = foldChanges([
      opened(2, ADA, 100, 'Countess'),
      opened(1, ADA, 0, 'Ada'),
      { type: 'name-seen', playerId: ADA, name: 'Ada', seenAt: at(50) },
    ]);
    const seen = { playerId: ADA, firstAt: at(1), lastAt: at(101), stale: true };
    expect(batch.players).toEqual([{ ...seen, name: 'Countess' }]);
    expect(batch.names).toEqual([
      { playerId: ADA, name: 'Countess', firstAt: at(101), lastAt: at(101), stale: false },
      { playerId: ADA, name: 'Ada', firstAt: at(1), lastAt: at(50), stale: true },
    ]);
  });

  it.each([
    ['without U+0000', 'a\0b', 'ab'],
    ['without half a surrogate pair', '\ud83d half', '\ufffd half'],
    ['cut where it is too long', '😀'.repeat(400), '😀'.repeat(256)],
    ['cut within a pair', `x${'😀'.repeat(400)}`, `x${'😀'.repeat(255)}\ufffd`],
  ])('stores a name %s', (_, given, stored) => {
    expect(foldChanges([opened(1, ADA, 0, given)]).opened).toMatchObject([{ name: stored }]);
  });
});

it('names the servers that changed, or everything when they are too many', () => {
  expect(
    foldChanges([stateStarted(3, 0), opened(1, ADA, 0), closed(3, BOB, 0, 9)]).serverIds,
  ).toEqual([1, 3]);
  expect(changedServers([1, 2, 3])).toBe('1,2,3');
  expect(changedServers(Array.from({ length: 5_000 }, (_, i) => i))).toBe('*');
});
