import { describe, expect, it } from 'vitest';
import type { Database } from '../db.ts';
import { createTestDatabase } from '../testing/database.ts';
import { ADA, addRun, addServer, addSession, addWatch, BOB, iso } from './testing/history.ts';

/** Seconds in game within a window of seconds. */
async function played(db: Database, since: string, until: string): Promise<number | undefined> {
  const [row] = await db.$client<{ seconds: number }[]>`
    select extract(epoch from playtime(${String(ADA)}, ${since}, ${until}))::float8 as seconds`;
  return row?.seconds;
}

async function playedText(db: Database, call: string): Promise<string | undefined> {
  const [row] = await db.$client.unsafe<{ played: string }[]>(`select ${call} as played`);
  return row?.played;
}

describe('playtime', () => {
  it('clips a session to the window', async () => {
    await using test = await createTestDatabase();
    await addSession(test.db, await addServer(test.db), ADA, [100, 200]);
    for (const [what, since, until, seconds] of [
      ['all of it', 0, 1_000, 100],
      ['what lies within', 120, 150, 30],
      ['its beginning', 0, 130, 30],
      ['its end', 170, 500, 30],
      ['nothing before it', 0, 100, 0],
      ['nothing after it', 200, 300, 0],
      ['nothing of an empty window', 150, 150, 0],
      ['nothing of a window that ends before it begins', 190, 110, 0],
    ] as const) {
      expect(await played(test.db, iso(since), iso(until)), what).toBe(seconds);
    }
  });

  it('adds up all servers, or one, and nobody else', async () => {
    await using test = await createTestDatabase();
    const [one, two] = [await addServer(test.db), await addServer(test.db)];
    await addSession(test.db, one, ADA, [0, 100]);
    await addSession(test.db, one, ADA, [200, 300.5]);
    await addSession(test.db, two, ADA, [150, 180]);
    await addSession(test.db, one, BOB, [0, 1_000]);
    expect(await played(test.db, iso(50), iso(1_000))).toBe(50 + 100.5 + 30);
    expect(await playedText(test.db, `playtime(${String(ADA)})`)).toBe('00:03:50.5');
    expect(await playedText(test.db, `playtime(${String(ADA)}, server => ${String(two)})`)).toBe(
      '00:00:30',
    );
  });

  it('tells days as hours, so that sums compare', async () => {
    await using test = await createTestDatabase();
    await addSession(test.db, await addServer(test.db), ADA, [0, 3 * 86_400]);
    expect(await playedText(test.db, `playtime(${String(ADA)})`)).toBe('72:00:00');
  });

  it('counts who is still there until the server was last seen', async () => {
    await using test = await createTestDatabase();
    const [up, down, never] = [
      await addServer(test.db),
      await addServer(test.db),
      await addServer(test.db),
    ];
    // Killed at 1,000, and nobody has watched since.
    const runId = await addRun(test.db, 0, 1_000);
    await addWatch(test.db, up, runId);
    await addWatch(test.db, down, runId, 700);
    await addSession(test.db, up, ADA, [900, null]);
    expect(await played(test.db, iso(0), 'now')).toBe(100);
    await addSession(test.db, down, ADA, [600, null]);
    expect(await played(test.db, iso(0), 'now')).toBe(200);
    // Neither adds time: began after the last heartbeat; no collector knows the server.
    await addSession(test.db, up, BOB, [1_003, null]);
    await addSession(test.db, never, ADA, [0, null]);
    expect(await played(test.db, iso(0), 'now')).toBe(200);
    expect(await playedText(test.db, `playtime(${String(BOB)})`)).toBe('00:00:00');
  });

  it('is zero for who was never seen', async () => {
    await using test = await createTestDatabase();
    expect(await playedText(test.db, 'playtime(1)')).toBe('00:00:00');
  });
});
