import { describe, expect, it } from 'vitest';
import type { Change } from '../reconcile/change.ts';
import { shed } from './shed.ts';
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

const endOfStored = stateEnded(1, -60, 0);
const over = [stateStarted(1, 0), stateEnded(1, 0, 5), stateStarted(1, 5), stateEnded(1, 5, 10)];
const current = stateStarted(1, 10);
const named = (name: string, seconds: number): Change => ({
  type: 'name-seen',
  playerId: ADA,
  name,
  seenAt: at(seconds),
});
const outage = (from: number, to: number): Change[] => [
  {
    type: 'reachability-started',
    serverId: 1,
    status: 'timeout',
    detail: null,
    startedAt: at(from),
  },
  { type: 'reachability-ended', serverId: 1, startedAt: at(from), endedAt: at(to) },
];

it('leaves everything as it is up to the limit', () => {
  const changes = [endOfStored, ...over, current];
  expect(shed(changes, 6)).toEqual({ kept: changes, finished: [] });
});

it('spares states that are over and pings first, but keeps the end of what is stored and what goes on', () => {
  const sessions = [opened(1, ADA, 0), closed(1, ADA, 0, 60)];
  const changes = [endOfStored, ...over, pingWidened(1, BOB, 0, 1, 2), ...sessions, current];
  expect(shed(changes, 4)).toEqual({ kept: [endOfStored, ...sessions, current], finished: [] });
});

it('then sets aside the oldest whole sessions, and only as many as it must', () => {
  const first = [
    opened(1, ADA, 0),
    closed(1, ADA, 0, 50),
    reopened(1, ADA, 0, 55),
    closed(1, ADA, 0, 60),
  ];
  const second = [opened(1, BOB, 0), closed(1, BOB, 0, 60)];
  expect(shed([...first, ...second], 2)).toEqual({ kept: second, finished: first });
});

it('never takes half a session: not one that is open, nor one that began before', () => {
  const changes = [opened(1, ADA, 0), closed(1, BOB, -60, 0)];
  expect(shed(changes, 1)).toEqual({ kept: changes, finished: [] });
});

describe('where that does not make room', () => {
  it('only the last name of a player stays', () => {
    const changes = [named('A', 0), named('B', 1), named('C', 2)];
    expect(shed(changes, 1).kept).toEqual([named('C', 2)]);
  });

  it('outages that are over go, but not one that goes on or began before', () => {
    const [begun] = outage(90, 95);
    const [, ended] = outage(-60, 0);
    const changes = [ended, ...outage(10, 20), ...outage(30, 40), begun] as Change[];
    expect(shed(changes, 1).kept).toEqual([ended, begun]);
  });

  it('only whether a server is watched now stays', () => {
    const lost = (seconds: number): Change => ({
      type: 'watch-lost',
      serverId: 1,
      lastOkAt: at(seconds),
    });
    const again: Change = { type: 'watch-started', serverId: 1 };
    expect(shed([lost(0), again, lost(10)], 1).kept).toEqual([lost(10)]);
  });

  it('of players who were away for a moment again and again only the end stays', () => {
    const blink = (from: number) => [closed(1, ADA, -60, from), reopened(1, ADA, -60, from + 5)];
    const back = shed([...blink(0), ...blink(10), ...blink(20)], 1);
    expect(back.kept).toEqual([reopened(1, ADA, -60, 25)]);
    const gone = shed([...blink(0), ...blink(10), closed(1, ADA, -60, 30)], 1);
    expect(gone.kept).toEqual([reopened(1, ADA, -60, 15), closed(1, ADA, -60, 30)]);
  });
});
