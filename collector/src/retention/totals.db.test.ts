import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { removeServer } from '../store/registry-remove.ts';
import { ADA, at, closed, opened, reopened } from '../store/testing/changes.ts';
import { prepareBatches } from '../store/testing/prepared-batch.ts';
import { prepareHistory } from './testing/history.ts';

type Batches = Awaited<ReturnType<typeof prepareBatches>>;

const totals = (test: Batches) => test.db.$client<{ sessions: number; seconds: number }[]>`
  select server_id as server, sessions, seconds,
         extract(epoch from first_seen_at - ${at(0).toISOString()})::float8 as first,
         extract(epoch from last_seen_at - ${at(0).toISOString()})::float8 as last
  from player_server_total order by server_id`;

describe('player_server_total', () => {
  it('counts a session when it closes, also one that was written closed', async () => {
    await using test = await prepareBatches();
    await test.write([opened(1, ADA, 0)]);
    expect(await totals(test)).toEqual([]);
    await test.write([closed(1, ADA, 0, 60)]);
    await test.write([opened(1, ADA, 100), closed(1, ADA, 100, 130)]);
    await test.write([opened(2, ADA, 200), closed(2, ADA, 200, 201)]);
    expect(await totals(test)).toEqual([
      { server: 1, sessions: 2, seconds: 90, first: 0, last: 130 },
      { server: 2, sessions: 1, seconds: 1, first: 200, last: 201 },
    ]);
  });

  it('takes a session away that is reopened, and counts it whole when it closes again', async () => {
    await using test = await prepareBatches();
    await test.write([opened(1, ADA, 0), closed(1, ADA, 0, 0.1)]);
    await test.write([opened(1, ADA, 1), closed(1, ADA, 1, 60)]);
    await test.write([reopened(1, ADA, 1, 65)]);
    expect(await totals(test)).toMatchObject([{ sessions: 1, seconds: 0.1, last: 60 }]);
    await test.write([closed(1, ADA, 1, 100.3)]);
    expect(await totals(test)).toMatchObject([{ sessions: 2, seconds: 99.4, last: 100.3 }]);
  });

  it('counts once what is closed, reopened and closed again within one batch, and a batch that comes twice', async () => {
    await using test = await prepareBatches();
    await test.write([opened(1, ADA, 0), closed(1, ADA, 0, 60)]);
    const again = [reopened(1, ADA, 0, 65), closed(1, ADA, 0, 70)];
    await test.write(again, 7);
    await test.write(again, 7);
    expect(await totals(test)).toMatchObject([{ sessions: 1, seconds: 70 }]);
  });

  it('counts who is in game when a server is removed', async () => {
    await using test = await prepareBatches();
    await test.write([opened(1, ADA, 0), { type: 'watch-started', serverId: 1 }], 1, at(40));
    await removeServer(test.db, 1, at(50));
    expect(await totals(test)).toMatchObject([{ sessions: 1, seconds: 40, last: 40 }]);
  });

  it('is not written by pings and names', async () => {
    await using test = await prepareBatches();
    await test.write([opened(1, ADA, 0), closed(1, ADA, 0, 60)]);
    const version = () => test.db.$client`select xmin::text from player_server_total`;
    const before = await version();
    await test.db.$client`update server_player_session set max_ping = max_ping + 1`;
    expect(await version()).toEqual(before);
  });

  it('is the sum of the closed sessions whatever opens, closes and reopens, to the last bit', async () => {
    await using test = await prepareHistory(2);
    const sql = test.db.$client;
    const milliseconds = fc.integer({ min: 0, max: 100_000_000 });
    const step = fc.record({
      kind: fc.constantFrom('close', 'reopen', 'move'),
      id: fc.nat(9),
      milliseconds,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        await sql`truncate server_player_session, player_server_total`;
        // Ten sessions of three players on two servers, further apart than they become long.
        for (let n = 0; n < 10; n += 1) {
          await test.session(1 + (n % 2), n % 3, n * 2_000, n * 2_000);
        }
        for (const { kind, id, milliseconds: length } of steps) {
          const left = sql`joined_at + ${length} * interval '1 ms'`;
          const mine = sql`joined_at = (select distinct joined_at from server_player_session order by joined_at offset ${id} limit 1)`;
          if (kind === 'reopen') {
            await sql`
              update server_player_session s set left_at = null, end_reason = null
              where ${mine} and not exists (
                select from server_player_session o
                where o.joined_at > s.joined_at and o.player_id = s.player_id and o.server_id = s.server_id)`;
          } else if (kind === 'close') {
            await sql`update server_player_session set left_at = ${left}, end_reason = 'left' where left_at is null`;
          } else {
            await sql`update server_player_session set left_at = ${left} where ${mine} and left_at is not null`;
          }
        }
        const sums = (rows: readonly Record<string, unknown>[]) =>
          rows.map(({ server, player, sessions, seconds }) => [server, player, sessions, seconds]);
        expect(sums(await test.totals())).toEqual(sums(await test.truth()));
      }),
      { numRuns: 25 },
    );
  });
});
