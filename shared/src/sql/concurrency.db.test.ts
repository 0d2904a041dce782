import { describe, expect, it } from 'vitest';
import { createTestDatabase } from '../testing/database.ts';
import {
  addReachability,
  addRun,
  addServer,
  addStates,
  addWatch,
  iso,
  secondsOf,
} from './testing/history.ts';
import { concurrency, fullPieces } from './testing/pieces.ts';

describe('concurrency', () => {
  it('covers the whole window, and keeps empty, down and not watched apart', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addReachability(test.db, id, [
      ['ok', 100, 300],
      ['timeout', 300, 350],
      ['unreachable', 350, 400],
      ['ok', 400, 500],
      // The collector was away.
      ['ok', 800, 900],
    ]);
    await addStates(test.db, id, [
      [0, 100, 200],
      [4, 200, 290],
      [5, 400, 500],
      [null, 800, 900],
    ]);
    const pieces = await concurrency(test.db, id, 0, 1_000);
    expect(pieces).toEqual([
      [0, 100, 'unwatched', null],
      [100, 200, 'up', 0],
      [200, 290, 'up', 4],
      // Between its last answer and the poll that failed.
      [290, 300, 'up', null],
      [300, 400, 'down', null],
      [400, 500, 'up', 5],
      [500, 800, 'unwatched', null],
      [800, 900, 'up', null],
      [900, 1_000, 'unwatched', null],
    ]);
  });

  it('clips to the window, and finds the row that reaches into it', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addReachability(test.db, id, [
      ['ok', 0, 1_000],
      ['auth', 1_000, 2_000],
    ]);
    await addStates(test.db, id, [
      [1, 0, 400],
      [2, 400, 1_000],
    ]);
    const pieces = (since: number, until: number) => concurrency(test.db, id, since, until);
    expect(await pieces(500, 600)).toEqual([[500, 600, 'up', 2]]);
    expect(await pieces(400, 1_000)).toEqual([[400, 1_000, 'up', 2]]);
    expect(await pieces(399, 1_001)).toEqual([
      [399, 400, 'up', 1],
      [400, 1_000, 'up', 2],
      [1_000, 1_001, 'down', null],
    ]);
    expect(await pieces(1_500, 1_600)).toEqual([[1_500, 1_600, 'down', null]]);
    expect(await pieces(3_000, 4_000)).toEqual([[3_000, 4_000, 'unwatched', null]]);
  });

  it('forgets the count while the server is down, also where its state goes on', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addReachability(test.db, id, [
      ['ok', 0, 100],
      ['timeout', 100, 120],
      ['ok', 120, 200],
    ]);
    await addStates(test.db, id, [[3, 0, 200]]);
    expect(await concurrency(test.db, id, 0, 200)).toEqual([
      [0, 100, 'up', 3],
      [100, 120, 'down', null],
      [120, 200, 'up', 3],
    ]);
  });

  it('knows nothing of the time between a kill and the next start', async () => {
    await using test = await createTestDatabase();
    const [up, down, never] = [
      await addServer(test.db),
      await addServer(test.db),
      await addServer(test.db),
    ];
    const runId = await addRun(test.db, 0, 1_000);
    await addWatch(test.db, up, runId);
    await addWatch(test.db, down, runId, 695);
    await addReachability(test.db, up, [['ok', 0, null]]);
    await addReachability(test.db, down, [
      ['ok', 0, 700],
      ['timeout', 700, null],
    ]);
    await addReachability(test.db, never, [['unreachable', 10, null]]);
    await addStates(test.db, up, [[2, 0, null]]);
    await addStates(test.db, down, [[2, 0, null]]);
    const unwatched = [1_000, 5_000, 'unwatched', null];
    const pieces = (id: number) => concurrency(test.db, id, 0, 5_000);
    expect(await pieces(up)).toEqual([[0, 1_000, 'up', 2], unwatched]);
    expect(await pieces(down)).toEqual([
      [0, 695, 'up', 2],
      [695, 700, 'up', null],
      [700, 1_000, 'down', null],
      unwatched,
    ]);
    expect(await pieces(never)).toEqual([
      [0, 10, 'unwatched', null],
      [10, 1_000, 'down', null],
      unwatched,
    ]);
  });

  it('is one piece as long as nothing of it changes, and tells bots and map', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addReachability(test.db, id, [['ok', 0, 500]]);
    await addStates(test.db, id, [[0, 0, 100]]);
    await addStates(test.db, id, [[0, 100, 200]], { hibernating: true });
    await addStates(test.db, id, [[0, 200, 300]], { map: null });
    await addStates(test.db, id, [[0, 300, 500]], { map: null, bots: 2 });
    const pieces = await fullPieces(test.db, id, 0, 500);
    expect(pieces.map((row) => [secondsOf(row.started_at), row.bots, row.map])).toEqual([
      [0, 0, 'c1m1_hotel'],
      [200, 0, null],
      [300, 2, null],
    ]);
  });

  it('has no pieces when the window ends before it begins', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db);
    await addReachability(test.db, id, [['ok', 0, 500]]);
    expect(await concurrency(test.db, id, 100, 100)).toEqual([]);
    expect(await concurrency(test.db, id, 200, 100)).toEqual([]);
    expect([...(await test.db.$client`select * from concurrency(${id}, null, ${iso(1)})`)]).toEqual(
      [],
    );
  });

  it('still tells of a server that was removed, and nothing of one that there is not', async () => {
    await using test = await createTestDatabase();
    const id = await addServer(test.db, { enabled: false });
    await addReachability(test.db, id, [['ok', 0, 500]]);
    await addStates(test.db, id, [[1, 0, 500]]);
    await test.db.$client`update servers set removed_at = ${iso(500)} where id = ${id}`;
    expect(await concurrency(test.db, id, 0, 600)).toEqual([
      [0, 500, 'up', 1],
      [500, 600, 'unwatched', null],
    ]);
    expect(await concurrency(test.db, 99, 0, 600)).toEqual([[0, 600, 'unwatched', null]]);
  });
});
