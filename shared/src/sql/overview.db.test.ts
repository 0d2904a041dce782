import { describe, expect, it } from 'vitest';
import type { Database } from '../db.ts';
import { steamUserProfile } from '../schema/tables.ts';
import { createTestDatabase } from '../testing/database.ts';
import {
  ADA,
  addReachability,
  addRun,
  addServer,
  addSession,
  addStates,
  addWatch,
  at,
  BOB,
  EVE,
  secondsOf,
} from './testing/history.ts';

/** The present on the time scale of these tests, by the clock of the database. */
async function now(db: Database): Promise<number> {
  const [row] = await db.$client<{ now: string }[]>`select now() as now`;
  return Math.floor(secondsOf(row?.now ?? null) ?? NaN);
}

async function names(db: Database, view: string, order: string): Promise<string[]> {
  const rows = await db.$client.unsafe<{ name: string }[]>(
    `select name from ${view} order by ${order}`,
  );
  return rows.map((row) => row.name);
}

describe('server_overview', () => {
  it('has one row a server of the registry, with what is known of it now', async () => {
    await using test = await createTestDatabase();
    const present = await now(test.db);
    const up = await addServer(test.db, { name: 'up', groupLabel: 'Versus' });
    const down = await addServer(test.db, { name: 'down' });
    await addServer(test.db, { name: 'never' });
    await addServer(test.db, { name: 'removed', enabled: false, removedAt: at(0) });
    const runId = await addRun(test.db, 0, present);
    await addWatch(test.db, up, runId);
    await addWatch(test.db, down, runId, 500);
    await addStates(test.db, up, [
      [1, 100, 200],
      [2, 200, null],
    ]);
    await addStates(test.db, down, [[3, 100, 500]]);
    await addReachability(test.db, up, [['ok', 100, null]]);
    await addReachability(test.db, down, [
      ['ok', 100, 505],
      ['timeout', 505, null],
    ]);
    const rows = await test.db.$client`select * from server_overview order by name`;
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({
      name: 'down',
      players: null,
      map: null,
      stale: true,
      status: 'timeout',
      status_detail: 'timeout since 505',
    });
    expect(secondsOf(rows[0]?.['last_seen_at'] as string)).toBe(500);
    expect(secondsOf(rows[0]?.['status_known_until'] as string)).toBe(present);
    expect(rows[1]).toMatchObject({ name: 'never', last_seen_at: null, stale: true, status: null });
    expect(rows[2]).toMatchObject({
      server_id: up,
      name: 'up',
      group_label: 'Versus',
      enabled: true,
      players: 2,
      max_players: 8,
      bots: 0,
      map: 'c1m1_hotel',
      hibernating: false,
      stale: false,
      status: 'ok',
    });
  });

  it('says after a kill that what it tells is old', async () => {
    await using test = await createTestDatabase();
    const present = await now(test.db);
    const id = await addServer(test.db);
    await addWatch(test.db, id, await addRun(test.db, 0, present - 60));
    await addStates(test.db, id, [[2, 200, null]]);
    await addSession(test.db, id, ADA, [300, null]);
    const [row] = await test.db.$client`select players, stale, last_seen_at from server_overview`;
    expect(row).toMatchObject({ players: 2, stale: true });
    expect(secondsOf(row?.['last_seen_at'] as string)).toBe(present - 60);
    const players = await test.db.$client`select stale, last_seen_at from current_players`;
    expect([...players]).toEqual([{ stale: true, last_seen_at: row?.['last_seen_at'] as string }]);
  });
});

describe('current_players', () => {
  it('lists the open sessions, with the names of now', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db, { name: 'one' });
    await addWatch(test.db, id, await addRun(test.db, 0, await now(test.db)));
    await addSession(test.db, id, ADA, [100, 200], 'Ada');
    await addSession(test.db, id, ADA, [300, null], 'Ada');
    await addSession(test.db, id, BOB, [100, 200], 'Bob');
    await test.db.$client`update player set last_name = 'Countess' where id = ${String(ADA)}`;
    const profile = { steamId64: ADA, personaName: 'Lovelace', fetchedAt: at(0) };
    await test.db.insert(steamUserProfile).values(profile);
    const rows = await test.db.$client`select * from current_players`;
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      server_id: id,
      server_name: 'one',
      player_id: String(ADA),
      name: 'Countess',
      persona_name: 'Lovelace',
      stale: false,
      min_ping: null,
    });
    expect(secondsOf(rows[0]?.['joined_at'] as string)).toBe(300);
  });
});

describe('recent_players', () => {
  it('lists the last session of each who is not on the server now', async () => {
    await using test = await createTestDatabase();
    const present = await now(test.db);
    const [one, two] = [await addServer(test.db), await addServer(test.db)];
    const day = 86_400;
    await addSession(test.db, one, ADA, [present - 900, present - 800], 'Ada');
    await addSession(test.db, one, ADA, [present - 500, present - 400], 'Ada');
    // On again, here but not there.
    await addSession(test.db, one, BOB, [present - 900, present - 300], 'Bob');
    await addSession(test.db, one, BOB, [present - 100, null], 'Bob');
    await addSession(test.db, two, BOB, [present - 2_000, present - 1_000], 'Bob');
    // Too long ago, and just not.
    await addSession(test.db, one, EVE, [present - 31 * day, present - 30 * day - 1], 'Eve');
    await addSession(test.db, two, EVE, [present - 31 * day, present - 30 * day + 600], 'Eve');
    expect(await names(test.db, 'recent_players', 'left_at desc')).toEqual(['Ada', 'Bob', 'Eve']);
    const [ada] = await test.db.$client`select * from recent_players where server_id = ${one}`;
    expect(secondsOf(ada?.['joined_at'] as string)).toBe(present - 500);
    expect(ada).toMatchObject({ player_id: String(ADA), end_reason: 'left', persona_name: null });
  });
});
