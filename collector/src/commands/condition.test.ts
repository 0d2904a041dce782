import { expect, it } from 'vitest';
import { conditionOf, type ConditionFacts } from './condition.ts';

const now = new Date('2026-11-21T12:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
const live: ConditionFacts = {
  enabled: true,
  reachability: 'ok',
  lastSeenAt: ago(3),
  isWatched: true,
};

it.each<[string, Partial<ConditionFacts>, string]>([
  ['answers', {}, 'live'],
  ['was last seen just within the limit', { lastSeenAt: ago(30) }, 'live'],
  ['was last seen before the limit', { lastSeenAt: ago(31) }, 'stale'],
  ['nobody watches', { isWatched: false }, 'stale'],
  ['was down when the collector ended', { isWatched: false, reachability: 'timeout' }, 'stale'],
  ['does not answer', { reachability: 'timeout' }, 'down'],
  ['cannot be reached', { reachability: 'unreachable', lastSeenAt: null }, 'down'],
  ['is not understood', { reachability: 'protocol' }, 'down'],
  ['rejects the password', { reachability: 'auth' }, 'wrong password'],
  ['is not to be polled', { enabled: false }, 'disabled'],
  ['was never polled', { reachability: null, lastSeenAt: null }, 'new'],
  [
    'was never polled, without a collector',
    { reachability: null, lastSeenAt: null, isWatched: false },
    'new',
  ],
])('tells of a server that %s', (_what, facts, condition) => {
  expect(conditionOf({ ...live, ...facts }, now, 30_000)).toBe(condition);
});
