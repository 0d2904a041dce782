import { expect, it } from 'vitest';
import type { Look } from './look.ts';
import { verdict } from './verdict.ts';

/** Thirty looks, each as `of` says. */
const looks = (of: (minute: number) => Partial<Look>): readonly Look[] =>
  Array.from({ length: 30 }, (_, minute) => ({
    minute,
    residentBytes: 80e6,
    heapUsedBytes: 30e6,
    handles: 520,
    rounds: new Map([
      [0.005, minute * 299],
      [0.1, minute * 300],
      [Infinity, minute * 300],
    ]),
    lateSeconds: minute,
    polls: minute * 6_000,
    queueChanges: 0,
    tableBytes: 1e6 + minute * 1e5,
    indexBytes: 1e6 + minute * 1e5,
    rows: 10_000 + minute * 1_000,
    ...of(minute),
  }));

const missed = (all: readonly Look[]) =>
  verdict(all)
    .filter(({ ok }) => ok === false)
    .map(({ what }) => what);

it('finds flat what is flat, tables that grow with their rows among it', () => {
  expect(missed(looks(() => ({})))).toEqual([]);
});

it('does not count what happens while it settles', () => {
  expect(
    missed(looks((minute) => (minute < 4 ? { residentBytes: 50e6, handles: 9 } : {}))),
  ).toEqual([]);
});

it('finds a leak of memory, of handles, of time and of space', () => {
  const leaking = looks((minute) => ({
    residentBytes: 80e6 + minute * 1e6,
    handles: 500 + minute,
    lateSeconds: minute ** 2,
    indexBytes: 1e6 + minute * 1e6,
  }));
  expect(missed(leaking)).toEqual([
    'memory (RSS), late beside early',
    'files and sockets, most beside fewest',
    'how late they are on average',
    'bytes of tables and indexes a row',
  ]);
});

it('finds polls that become fewer, and rounds of which more and more are late', () => {
  const slowing = looks((minute) => ({
    polls: minute * 6_000 - minute ** 2 * 10,
    rounds: new Map([
      [0.005, minute * 290],
      [0.01, minute * 300 - minute ** 3 / 300],
      [0.025, minute * 300 - minute ** 3 / 300],
      [0.1, minute * 300],
      [Infinity, minute * 300],
    ]),
  }));
  expect(missed(slowing)).toEqual([
    'polls a second, late beside early',
    'rounds of the poll loop, p99 late',
  ]);
});

it('minds no delay that is many times nothing', () => {
  expect(missed(looks((minute) => ({ lateSeconds: (minute ** 2 * 300) / 1e5 })))).toEqual([]);
});
