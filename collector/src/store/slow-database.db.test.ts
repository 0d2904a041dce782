import { expect, it, vi } from 'vitest';
import { openDatabase } from '@rollcall/shared';
import { at, closed, opened } from './testing/changes.ts';
import { prepareWriter } from './testing/prepared-writer.ts';
import { allRows } from './testing/rows.ts';

const PLAYERS = 32;

it('writes in smaller parts what Postgres does not get done in time, also that of one server', async () => {
  const url = { proxied: '' };
  await using test = await prepareWriter({
    open: () =>
      openDatabase({
        url: url.proxied,
        applicationName: 'test',
        max: 1,
        session: { statement_timeout: '500' },
      }),
  });
  url.proxied = test.proxy.url;
  // All together take twice as long as they may.
  await test.db.$client`
    create function slow() returns trigger language plpgsql as $$
      begin perform pg_sleep(${test.db.$client.unsafe(String(1 / PLAYERS))}); return new; end $$`;
  await test.db.$client`
    create trigger slow before insert on server_player_session for each row execute function slow()`;
  for (let player = 1n; player <= PLAYERS; player += 1n) {
    test.writer.push([opened(1, player, 0), closed(1, player, 0, 60)]);
  }
  await vi.waitFor(async () => {
    test.clock.now = new Date(test.clock.now.getTime() + 10_000);
    expect(await test.writer.flush(at(61))).toBe(true);
  }, 20_000);
  const { sessions, heartbeat } = await allRows(test.db);
  expect(sessions).toHaveLength(PLAYERS);
  expect(new Set(sessions.map((session) => session['left'] as unknown))).toEqual(new Set([60]));
  expect(heartbeat).toBe(61);
});
