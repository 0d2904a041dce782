import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from '../testing/database.ts';
import {
  addReachability,
  addRun,
  addServer,
  addStates,
  addWatch,
  type Status,
} from './testing/history.ts';
import { concurrency, uptime } from './testing/pieces.ts';

describe('uptime', () => {
  it('is weighted by time, over watched time only', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addReachability(test.db, id, [
      ['ok', 100, 300],
      ['timeout', 300, 400],
      ['ok', 800, 900],
    ]);
    await addStates(test.db, id, [
      [0, 100, 150],
      [8, 150, 200],
      [null, 200, 300],
      [2, 800, 900],
    ]);
    expect(await uptime(test.db, id, 0, 1_000)).toEqual({
      watched_seconds: 400,
      up_seconds: 300,
      down_seconds: 100,
      unwatched_seconds: 600,
      uptime: 0.75,
      // Where the number is not known it is not zero.
      average_players: (50 * 0 + 50 * 8 + 100 * 2) / 200,
      peak_players: 8,
    });
  });

  it('counts a state that one poll saw as a peak, though it lasted no time', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addReachability(test.db, id, [['ok', 0, 100]]);
    await addStates(test.db, id, [
      [2, 0, 50],
      [7, 50, 50],
    ]);
    const told = { average_players: 2, peak_players: 7 };
    expect(await uptime(test.db, id, 0, 100)).toMatchObject(told);
    expect(await uptime(test.db, id, 50, 100)).toMatchObject({ peak_players: 7 });
    expect(await uptime(test.db, id, 0, 50)).toMatchObject({ peak_players: 2 });
  });

  it('says nothing where nobody watched, and of a window that ends before it begins', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addReachability(test.db, id, [['ok', 0, 100]]);
    const nothing = { uptime: null, average_players: null, peak_players: null };
    const none = { watched_seconds: 0, up_seconds: 0, down_seconds: 0 };
    expect(await uptime(test.db, id, 100, 200)).toEqual({
      ...none,
      unwatched_seconds: 100,
      ...nothing,
    });
    for (const until of [50, 40]) {
      expect(await uptime(test.db, id, 50, until)).toEqual({
        ...none,
        unwatched_seconds: 0,
        ...nothing,
      });
    }
  });

  it('is zero, not unknown, for a server that never answered while it was watched', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addRun(test.db, 0, 1_000);
    await addReachability(test.db, id, [['unreachable', 0, null]]);
    expect(await uptime(test.db, id, 0, 1_000)).toMatchObject({
      down_seconds: 1_000,
      uptime: 0,
      average_players: null,
    });
  });
});

interface Story {
  readonly reachability: readonly (readonly [Status, number, number | null])[];
  readonly states: readonly (readonly [number | null, number, number | null])[];
  readonly heartbeat: number;
  readonly lastOk: number | null;
  readonly window: readonly [number, number];
}

const END = 60;

/** Rows in order of their beginning; they may leave gaps, and overlap as no collector lets them. */
function rows<Value>(value: fc.Arbitrary<Value>) {
  const row = fc.tuple(value, fc.nat(END), fc.nat(25));
  const unique = fc.uniqueArray(row, { selector: ([, from]) => from, maxLength: 8 });
  return fc.tuple(unique, fc.boolean()).map(([drawn, open]) => {
    const sorted = drawn.sort(([, a], [, b]) => a - b);
    return sorted.map(
      ([what, from, length], n) =>
        [what, from, open && n === sorted.length - 1 ? null : from + length] as const,
    );
  });
}

const story: fc.Arbitrary<Story> = fc.record({
  reachability: rows(fc.constantFrom<Status>('ok', 'ok', 'timeout', 'auth')),
  states: rows(fc.option(fc.nat(4))),
  heartbeat: fc.nat(END + 20),
  lastOk: fc.option(fc.nat(END)),
  window: fc.tuple(fc.integer({ min: -5, max: END }), fc.nat(END + 30)),
});

/** The numbers that one poll saw within the window and no other did. */
function seenOnce({ states, heartbeat, lastOk, window: [since, until] }: Story): number[] {
  return states.flatMap(([players, from, to]) =>
    players !== null && from >= since && from < until && (to ?? lastOk ?? heartbeat) <= from
      ? [players]
      : [],
  );
}

/** What is known of one second: the row begun last, if it reaches that far. */
function rowAt<Value>(
  rowsOf: readonly (readonly [Value, number, number | null])[],
  second: number,
  openUntil: (value: Value) => number,
): Value | undefined {
  const last = rowsOf.filter(([, from]) => from <= second).at(-1);
  if (last === undefined) return undefined;
  const [value, , to] = last;
  return second < (to ?? openUntil(value)) ? value : undefined;
}

function expectedSeconds({ reachability, states, heartbeat, lastOk, window }: Story) {
  const [since, until] = window;
  const seen = lastOk ?? heartbeat;
  return Array.from({ length: Math.max(0, until - since) }, (_, n) => {
    const second = since + n;
    const status = rowAt(reachability, second, (what) => (what === 'ok' ? seen : heartbeat));
    if (status === undefined) return 'unwatched';
    if (status !== 'ok') return 'down';
    return `up ${String(rowAt(states, second, () => seen) ?? null)}`;
  });
}

it('agrees, as concurrency does, with counting second by second, whatever the rows', async () => {
  await using test = await createTestDatabase();
  await fc.assert(
    fc.asyncProperty(story, async (given) => {
      const id = await addServer(test.db);
      const runId = await addRun(test.db, 0, given.heartbeat);
      await addWatch(test.db, id, runId, given.lastOk);
      if (given.reachability.length > 0) await addReachability(test.db, id, given.reachability);
      // Told nothing else, so that only players make a difference.
      const silent = { bots: null, map: null };
      if (given.states.length > 0) await addStates(test.db, id, given.states, silent);

      const expected = expectedSeconds(given);
      const pieces = await concurrency(test.db, id, ...given.window);
      const counted = pieces.flatMap(([from, to, status, players]) =>
        Array.from({ length: (to ?? 0) - (from ?? 0) }, () =>
          status === 'up' ? `up ${String(players)}` : status,
        ),
      );
      expect(counted).toEqual(expected);
      // Each piece begins where the one before ended, and differs from it.
      expect(pieces.slice(1).map(([from]) => from)).toEqual(
        pieces.slice(0, -1).map(([, to]) => to),
      );
      const told = pieces.map(([, , status, players]) => `${status} ${String(players)}`);
      expect(told.filter((what, n) => n > 0 && what === told[n - 1])).toEqual([]);

      const row = await uptime(test.db, id, ...given.window);
      const { watched_seconds, up_seconds, down_seconds, unwatched_seconds } = row;
      const players = expected.flatMap((what) =>
        /^up \d/.test(what) ? [Number(what.slice(3))] : [],
      );
      const peak = [...players, ...seenOnce(given)];
      const sum = players.reduce((total, count) => total + count, 0);
      expect([up_seconds, down_seconds, unwatched_seconds, row.peak_players]).toEqual([
        expected.filter((what) => what.startsWith('up')).length,
        expected.filter((what) => what === 'down').length,
        expected.filter((what) => what === 'unwatched').length,
        peak.length === 0 ? null : Math.max(...peak),
      ]);
      expect(watched_seconds + unwatched_seconds).toBe(expected.length);
      expect(row.uptime).toBe(watched_seconds === 0 ? null : up_seconds / watched_seconds);
      if (players.length === 0) expect(row.average_players).toBeNull();
      else expect(row.average_players).toBeCloseTo(sum / players.length, 9);
    }),
    { numRuns: 150 },
  );
});
