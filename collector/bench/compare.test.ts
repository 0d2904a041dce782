import { expect, it } from 'vitest';
import { compareSessions, type StoredSession } from './compare.ts';
import type { VisitLog } from './fleet/messages.ts';

const visit = (over: Partial<VisitLog>): VisitLog => ({
  server: 1,
  playerId: 7n,
  joinedAtMs: 100_000,
  leftAtMs: null,
  shownAtMs: 101_000,
  ...over,
});
const session = (over: Partial<StoredSession>): StoredSession => ({
  server: 1,
  playerId: 7n,
  joinedAtMs: 100_000,
  leftAtMs: null,
  rowAtMs: null,
  ...over,
});

it('measures how far stored times lie from the true ones', () => {
  const compared = compareSessions(
    [visit({ leftAtMs: 160_000 })],
    [session({ joinedAtMs: 100_400, leftAtMs: 163_000, rowAtMs: 103_500 })],
  );
  expect(compared).toMatchObject({ visible: 1, missed: 0, invented: 0, doubled: 0, leftOpen: 0 });
  expect([...compared.joinedErrorsMs]).toEqual([400]);
  expect([...compared.leftErrorsMs]).toEqual([3_000]);
  expect([...compared.latenciesMs]).toEqual([3_500]);
});

it.each([
  ['missed', [visit({})], []],
  ['missed', [visit({})], [session({ playerId: 8n }), session({ server: 2 })]],
  ['invented', [visit({ shownAtMs: null })], [session({})]],
  [
    'invented',
    [visit({ leftAtMs: 160_000 })],
    [session({}), session({ joinedAtMs: 50_000, leftAtMs: 60_000 })],
  ],
  ['doubled', [visit({})], [session({}), session({ joinedAtMs: 101_000 })]],
  ['leftOpen', [visit({ leftAtMs: 160_000 })], [session({})]],
  ['closed', [visit({})], [session({ leftAtMs: 160_000 })]],
] as const)('calls a session %s that is', (kind, visits, stored) => {
  expect(compareSessions(visits, stored)[kind]).toBeGreaterThan(0);
  expect(
    compareSessions(
      visits,
      visits.filter((one) => one.shownAtMs !== null).map((one) => session(one)),
    )[kind],
  ).toBe(0);
});

it('does not ask for what no poll could see', () => {
  const compared = compareSessions([visit({ leftAtMs: 100_500, shownAtMs: null })], []);
  expect(compared).toMatchObject({ visible: 0, missed: 0 });
});

it('tells two connections of one player apart', () => {
  const visits = [visit({ leftAtMs: 160_000 }), visit({ joinedAtMs: 162_000, shownAtMs: 165_000 })];
  const stored = [
    session({ joinedAtMs: 162_300 }),
    session({ joinedAtMs: 100_100, leftAtMs: 161_000 }),
  ];
  expect(compareSessions(visits, stored)).toMatchObject({
    missed: 0,
    invented: 0,
    doubled: 0,
    leftOpen: 0,
    closed: 0,
  });
});
