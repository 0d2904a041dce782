import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Database } from '../db.ts';
import { createTestDatabase } from '../testing/database.ts';
import { ADA, addRun, addServer, addSession, addWatch, BOB, iso } from './testing/history.ts';

/** Of these days, in steps of minutes: sessions of more than a day are found by an index of their own. */
const END_MINUTES = 4 * 24 * 60;

/** One of a player after another, on one server; the last may go on. */
interface Stay {
  readonly joined: number;
  /** Null = still there. */
  readonly left: number | null;
}

const stays: fc.Arbitrary<readonly Stay[]> = fc
  .tuple(
    fc.uniqueArray(fc.nat(END_MINUTES), { maxLength: 6 }),
    fc.array(fc.oneof(fc.constant(0), fc.nat(90), fc.nat(40 * 60)), { minLength: 6, maxLength: 6 }),
    fc.boolean(),
  )
  .map(([drawn, lengths, open]) => {
    const joins = drawn.sort((a, b) => a - b);
    return joins.map((joined, at) => {
      const next = joins[at + 1] ?? Infinity;
      const isLast = at === joins.length - 1;
      return { joined, left: open && isLast ? null : Math.min(joined + (lengths[at] ?? 0), next) };
    });
  });

const story = fc.record({
  /** By server, then by player. */
  stays: fc.tuple(fc.tuple(stays, stays), fc.tuple(stays, stays)),
  heartbeat: fc.nat(END_MINUTES),
  lastOk: fc.option(fc.nat(END_MINUTES)),
  moments: fc.array(fc.nat(END_MINUTES), { minLength: 2, maxLength: 4 }),
});

const PLAYERS = [ADA, BOB] as const;

async function whoWasOnline(db: Database, server: number, minute: number): Promise<string[]> {
  const rows = await db.$client<{ who: string }[]>`
    select player_id || ' ' || extract(epoch from joined_at - ${iso(0)})::int / 60 as who
    from who_was_online(${server}, ${iso(minute * 60)})`;
  return rows.map(({ who }) => who).sort();
}

async function minutesPlayed(
  db: Database,
  player: bigint,
  [since, until]: readonly [number, number],
  server: number | null,
): Promise<number | undefined> {
  const [row] = await db.$client<{ minutes: number }[]>`
    select extract(epoch from playtime(${String(player)}, ${iso(since * 60)}, ${iso(until * 60)}, ${server}))::float8 / 60 as minutes`;
  return row?.minutes;
}

it('who was online, and playtime, agree with looking at each session, at every boundary', async () => {
  await using test = await createTestDatabase();
  const { db } = test;
  await fc.assert(
    fc.asyncProperty(story, async ({ stays: drawn, heartbeat, lastOk, moments }) => {
      await db.$client`truncate servers, player cascade`;
      const runId = await addRun(db, 0, heartbeat * 60);
      const seen = lastOk ?? heartbeat;
      const servers = [await addServer(db), await addServer(db)];
      const all = servers.flatMap((server, at) =>
        PLAYERS.flatMap((player, who) =>
          (drawn[at]?.[who] ?? []).map((stay) => ({ server, player, ...stay })),
        ),
      );
      for (const server of servers)
        await addWatch(db, server, runId, lastOk === null ? null : lastOk * 60);
      for (const { server, player, joined, left } of all) {
        await addSession(db, server, player, [joined * 60, left === null ? null : left * 60]);
      }
      const boundaries = all.flatMap(({ joined, left }) => [joined, left ?? seen]);
      const times = [...moments, ...boundaries.slice(0, 6), seen].sort((a, b) => a - b);
      for (const server of servers) {
        for (const minute of times) {
          const expected = all
            .filter((one) => one.server === server && one.joined <= minute)
            .filter(({ left }) => (left ?? seen) > minute)
            .map(({ player, joined }) => `${String(player)} ${String(joined)}`);
          expect(await whoWasOnline(db, server, minute)).toEqual(expected.sort());
        }
      }
      const windows = [
        [times[0] ?? 0, times.at(-1) ?? 0],
        [times[1] ?? 0, times[2] ?? 0],
        [times[2] ?? 0, times[1] ?? 0],
      ] as const;
      for (const window of windows) {
        for (const server of [null, ...servers]) {
          for (const player of PLAYERS) {
            const minutes = all
              .filter((one) => one.player === player && (server ?? one.server) === one.server)
              .map(
                ({ joined, left }) =>
                  Math.min(left ?? seen, window[1]) - Math.max(joined, window[0]),
              )
              .filter((length) => length > 0);
            const sum = minutes.reduce((total, length) => total + length, 0);
            expect(await minutesPlayed(db, player, window, server)).toBeCloseTo(sum, 6);
          }
        }
      }
    }),
    { numRuns: 25 },
  );
}, 60_000);
