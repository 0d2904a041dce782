import { describe, expect, it } from 'vitest';
import type { Change } from '../reconcile/change.ts';
import { ADA, at, BOB, closed, opened } from './testing/changes.ts';
import { prepareBatches } from './testing/prepared-batch.ts';
import { allRows } from './testing/rows.ts';

const renamed = (name: string, seconds: number): Change => ({
  type: 'name-seen',
  playerId: ADA,
  name,
  seenAt: at(seconds),
});

describe('when a name was seen last', () => {
  it('is right for the one used last, and for those before it', async () => {
    await using test = await prepareBatches();
    await test.write([opened(1, ADA, 0)]);
    await test.write([closed(1, ADA, 0, 65)]);
    expect(await allRows(test.db)).toMatchObject({
      players: [{ name: 'Ada', last: 60 }],
      names: [{ name: 'Ada', last: 60 }],
    });
    await test.write([opened(1, ADA, 100)]);
    await test.write([closed(1, ADA, 100, 165)]);
    await test.write([opened(1, ADA, 200, 'Eve')]);
    await test.write([closed(1, ADA, 200, 265, 'Eve')]);
    expect(await allRows(test.db)).toMatchObject({
      players: [{ name: 'Eve', last: 260 }],
      names: [
        { name: 'Ada', first: 1, last: 160 },
        { name: 'Eve', first: 201, last: 260 },
      ],
    });
    await test.write([renamed('Ada', 300)]);
    expect(await allRows(test.db)).toMatchObject({
      names: [
        { name: 'Ada', first: 1, last: 300 },
        { name: 'Eve', first: 201, last: 260 },
      ],
    });
  });

  it('is not touched by an empty name, which takes no other away', async () => {
    await using test = await prepareBatches();
    await test.write([opened(1, ADA, 0), closed(1, ADA, 0, 65), opened(1, BOB, 10, '')]);
    await test.write([opened(1, ADA, 100, '')]);
    await test.write([closed(1, ADA, 100, 165, '')]);
    await test.write([opened(1, ADA, 200, 'Eve'), closed(1, ADA, 200, 265, '')]);
    await test.write([opened(1, ADA, 300, '')]);
    expect(await allRows(test.db)).toMatchObject({
      players: [
        { name: 'Eve', last: 260 },
        { name: '', last: 11 },
      ],
      names: [
        { name: 'Ada', first: 1, last: 160 },
        { name: 'Eve', first: 201, last: 260 },
      ],
    });
    await test.write([renamed('Eva', 400)]);
    expect(await allRows(test.db)).toMatchObject({ players: [{ name: 'Eva' }, { name: '' }] });
  });

  it('is right for a name that is used at the same time on another server', async () => {
    await using test = await prepareBatches();
    await test.write([opened(1, ADA, 0, 'Ada'), opened(2, ADA, 10, 'Eve')]);
    await test.write([closed(2, ADA, 10, 105, 'Eve')]);
    await test.write([closed(1, ADA, 0, 65, 'Ada')]);
    expect(await allRows(test.db)).toMatchObject({
      players: [{ name: 'Eve', last: 100 }],
      names: [
        { name: 'Ada', last: 60 },
        { name: 'Eve', last: 100 },
      ],
    });
  });
});

it('writes a player and a name that another collector is just writing, once', async () => {
  await using test = await prepareBatches();
  const other = await test.db.$client.reserve();
  const who = String(ADA);
  await other`begin`;
  await other`insert into player values (${who}, 'steam', null, 'Ada', ${at(0).toISOString()}, ${at(0).toISOString()})`;
  await other`insert into player_name_seen values (${who}, 'Ada', ${at(0).toISOString()}, ${at(0).toISOString()})`;
  const [self] = await other<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const written = test.write([opened(1, ADA, 0), opened(1, BOB, 0, 'Bob')]);
  const blocked = () =>
    test.db
      .$client`select from pg_stat_activity where ${self?.pid ?? 0} = any(pg_blocking_pids(pid))`;
  await expect.poll(async () => (await blocked()).length, { timeout: 20_000 }).toBeGreaterThan(0);
  await other`commit`;
  other.release();
  expect(await written).toBe(true);
  expect(await allRows(test.db)).toMatchObject({
    players: [{ id: who }, { name: 'Bob' }],
    names: [{ id: who }, { name: 'Bob' }],
    sessions: [{ name: 'Ada' }, { name: 'Bob' }],
  });
});
