import { closeDatabase, openDatabase } from '@rollcall/shared';
import { expect, it } from 'vitest';
import { fakeRconServer } from '../collector/src/testing/fake-rcon-server.ts';
import { answerStatus, serveSrcds } from '../collector/src/testing/srcds.ts';
import { freePort } from './free-port.ts';
import { rollcall, rollcallViewer, run, start } from './processes.ts';
import { postgresPrograms, startPrimary } from './standby.ts';
import { together } from './together.ts';

const bin = postgresPrograms();
if (bin === null) process.stderr.write('no replica is promoted: no pg_basebackup here\n');

const patience = { timeout: 60_000, interval: 100 };

it.skipIf(bin === null)(
  'goes on by itself when a replica takes over: one history, and the viewer sees it grow',
  { timeout: 180_000 },
  async () => {
    await using cleanUp = together();
    const pair = cleanUp.use(await startPrimary(bin ?? ''));
    const primary = new URL(pair.primaryUrl);
    expect(await run(rollcall, ['migrate'], { DATABASE_URL: pair.primaryUrl })).toMatchObject({
      code: 0,
    });
    const game = cleanUp.use(
      await fakeRconServer((rcon) => serveSrcds(rcon, { command: (asked) => answerStatus(asked) })),
    );
    const first = openDatabase({ url: pair.primaryUrl, applicationName: 'test', max: 1 });
    await first.$client`
      with added as (
        insert into servers (name, host, port) values ('one', '127.0.0.1', ${game.port}) returning id)
      insert into server_credentials select id, 'secret' from added`;
    await first.$client.unsafe('create role page_reader login in role rollcall_reader');
    const standby = await pair.follow();
    const both = `127.0.0.1:${primary.port},127.0.0.1:${standby.port}`;
    const port = await freePort();
    const collector = cleanUp.use(
      start(rollcall, ['run'], {
        DATABASE_URL: `postgres://postgres@${both}/postgres?target_session_attrs=primary`,
        LIVE_STATE_POLL_SECONDS: '1',
        LIVE_STATE_QUERY_TIMEOUT_SECONDS: '0.8',
      }),
    );
    cleanUp.use(
      start(rollcallViewer, [], {
        DATABASE_URL: `postgres://page_reader@127.0.0.1:${standby.port}/postgres`,
        VIEWER_PORT: String(port),
      }),
    );
    const seen = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/servers/1`).catch(() => null);
      return answer?.ok === true ? ((await answer.json()) as { players: number }) : null;
    };
    await expect.poll(seen, patience).toMatchObject({ players: 1 });
    await closeDatabase(first, 0);

    await pair.promote();

    const url = pair.primaryUrl.replace(primary.port, String(standby.port));
    const db = openDatabase({ url, applicationName: 'test', max: 1 });
    cleanUp.use({ [Symbol.asyncDispose]: () => closeDatabase(db, 0) });
    const heartbeat = async () => {
      const [row] = await db.$client<{ at: number }[]>`
        select extract(epoch from max(heartbeat_at))::float8 as at from collector_run`;
      return row?.at ?? 0;
    };
    const before = await heartbeat();
    // Later than what the replica can have been told by the old one.
    await expect.poll(heartbeat, patience).toBeGreaterThan(before + 3);
    // Whoever was on is on, in the same session; nothing was read as an outage.
    expect(await db.$client`select left_at from server_player_session`).toEqual([
      { left_at: null },
    ]);
    expect(await db.$client`select status, ended_at from server_reachability`).toEqual([
      { status: 'ok', ended_at: null },
    ]);
    await db.$client`update servers set name = 'renamed'`;
    await expect.poll(seen, patience).toMatchObject({ players: 1, name: 'renamed' });
    expect(collector.output()).toContain('database is back');
    expect(await collector.stop()).toBe(0);
  },
);
