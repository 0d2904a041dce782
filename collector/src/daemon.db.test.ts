import { createLogger, type Database } from '@rollcall/shared';
import { serverCredentials, servers } from '@rollcall/shared/schema';
import { createTestDatabase } from '@rollcall/shared/testing';
import { describe, expect, it } from 'vitest';
import { createProgress } from './daemon/progress.ts';
import { game, register, sessions, soon, start } from './testing/daemon-scene.ts';
import { fakeRconServer } from './testing/fake-rcon-server.ts';
import { rconPacket } from './testing/rcon-wire.ts';
import { answerStatus, STATUS } from './testing/srcds.ts';

const ZOEY = 76561197960268196n;

const EMPTY = STATUS.replace('1 humans', '0 humans').replace(/^#  2 .*\n/m, '');

const runs = (db: Database) =>
  db.$client<Record<string, unknown>[]>`select * from collector_run order by id`;
/** The promise is 5 s, which tests/faults/stop.ts measures without what the machine is late with; what hangs here hangs longer than this. */
const STOPPED_MS = 15_000;

describe('runDaemon', () => {
  it('writes who is on, what the server says and that it answers', async () => {
    await using test = await createTestDatabase();
    await using server = await game({ text: STATUS });
    const id = await register(test.db, 'one', server);
    await using daemon = start(test);
    await expect
      .poll(() => sessions(test.db), soon)
      .toMatchObject([
        { server_id: id, player_id: String(ZOEY), left_at: null, name_at_join: 'Zoey' },
      ]);
    expect(await test.db.$client`select * from server_live_state`).toMatchObject([
      { server_id: id, map: 'c1m1_hotel', players: 1, bots: 1, max_players: 4 },
    ]);
    expect(await test.db.$client`select * from server_reachability`).toMatchObject([
      { server_id: id, status: 'ok', ended_at: null },
    ]);
    await daemon.stop();
  });

  it('moves the heartbeat on while nothing changes, and writes nothing else', async () => {
    await using test = await createTestDatabase();
    await using server = await game({ text: EMPTY });
    await register(test.db, 'one', server);
    await using daemon = start(test);
    const beat = async () => {
      const [row] = await test.db.$client<{ moved: boolean; states: number }[]>`
        select r.heartbeat_at > s.started_at + interval '3 seconds' as moved,
               (select count(*)::int from server_state) as states
        from collector_run r, server_state s`;
      return row;
    };
    await expect.poll(beat, soon).toEqual({ moved: true, states: 1 });
    await daemon.stop();
  });

  it('owes progress from the start of a run, not only once the poll loop has gone round', async () => {
    await using test = await createTestDatabase();
    const progress = createProgress();
    const log = createLogger('test', 'silent');
    const moved: boolean[] = [];
    log.info = (...words: unknown[]) => {
      if (words.at(-1) !== 'collector started') return;
      moved.push(progress.hasMoved(), progress.hasMoved());
    };
    await using daemon = start(test, {}, { log, progress });
    await expect.poll(() => moved, soon).toEqual([true, false]);
    await daemon.stop();
  });

  it('follows the registry: a server added, and its password set later', async () => {
    await using test = await createTestDatabase();
    await using server = await fakeRconServer(async (rcon) => {
      for await (const request of rcon.requests()) {
        if (request.type === 3) {
          rcon.send(rconPacket(request.body === 'right' ? request.id : -1, 2));
        } else if (request.type === 2) rcon.send(answerStatus(request));
        else rcon.send(rconPacket(request.id, 0));
      }
    });
    await using daemon = start(test);
    await expect.poll(() => runs(test.db), soon).toHaveLength(1);
    const id = await register(test.db, 'late', server);
    await test.db.update(serverCredentials).set({ rconPassword: 'wrong' });
    await expect
      .poll(() => test.db.$client`select status from server_reachability`, soon)
      .toContainEqual({ status: 'auth' });
    await test.db.update(serverCredentials).set({ rconPassword: 'right' });
    await expect.poll(() => sessions(test.db), soon).toMatchObject([{ server_id: id }]);
    await daemon.stop();
  });

  it('ends sessions when the server is disabled', async () => {
    await using test = await createTestDatabase();
    await using server = await game({ text: STATUS });
    await register(test.db, 'one', server);
    await using daemon = start(test);
    await expect.poll(() => sessions(test.db), soon).toHaveLength(1);
    await test.db.update(servers).set({ enabled: false });
    await expect
      .poll(() => sessions(test.db), soon)
      .toMatchObject([{ end_reason: 'server_removed' }]);
    await expect.poll(() => server.open, soon).toBe(0);
    await daemon.stop();
  });

  it('stops in time while a poll hangs, leaves sessions open and closes every connection', async () => {
    await using test = await createTestDatabase();
    const answer: { text: string | null } = { text: STATUS };
    await using server = await game(answer);
    await register(test.db, 'one', server);
    const daemon = start(test, {
      LIVE_STATE_POLL_SECONDS: '60',
      LIVE_STATE_QUERY_TIMEOUT_SECONDS: '50',
    });
    // The phase of the first server falls 37 s into the minute: moving it polls it at once.
    // It is taken when the registry has been read.
    await expect.poll(() => test.db.$client`select 1 from server_lease`, soon).toHaveLength(1);
    await test.db.update(servers).set({ host: 'localhost' });
    await expect.poll(() => sessions(test.db), soon).toHaveLength(1);
    answer.text = null;
    await test.db.update(servers).set({ host: '127.0.0.1' });
    await expect.poll(() => server.accepted, soon).toBe(2);
    expect(await daemon.stop()).toBeLessThan(STOPPED_MS);
    expect(await sessions(test.db)).toMatchObject([{ left_at: null }]);
    expect((await runs(test.db))[0]?.['stopped_at']).not.toBeNull();
    await expect.poll(() => server.open, soon).toBe(0);
  });

  it('stops in time while the database hangs', async () => {
    await using test = await createTestDatabase();
    const answer = { text: EMPTY };
    await using server = await game(answer);
    await register(test.db, 'one', server);
    const daemon = start(test);
    await expect.poll(() => test.db.$client`select 1 from server_state`, soon).toHaveLength(1);
    await test.db.$client.begin(async (locked) => {
      await locked`lock table server_player_session, collector_run in access exclusive mode`;
      answer.text = STATUS;
      await expect
        .poll(
          () => locked`select 1 from pg_locks where not granted and locktype = 'relation'`,
          soon,
        )
        .not.toHaveLength(0);
      expect(await daemon.stop()).toBeLessThan(STOPPED_MS);
    });
  });

  it('goes on with the history when every connection to the database is cut', async () => {
    await using test = await createTestDatabase();
    const answer = { text: EMPTY };
    await using server = await game(answer);
    await register(test.db, 'one', server);
    await using daemon = start(test);
    await expect.poll(() => test.db.$client`select 1 from server_state`, soon).toHaveLength(1);
    const cut = await test.db.$client`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name like 'rollcall collector%' and datname = current_database()`;
    expect(cut.length).toBeGreaterThanOrEqual(2);
    answer.text = STATUS;
    await expect.poll(() => sessions(test.db), soon).toMatchObject([{ left_at: null }]);
    answer.text = EMPTY;
    await expect.poll(() => sessions(test.db), soon).toMatchObject([{ end_reason: 'left' }]);
    expect(await runs(test.db)).toHaveLength(1);
    await daemon.stop();
  });

  it('refuses a schema that is not its own', async () => {
    await using test = await createTestDatabase();
    await test.db.$client`delete from drizzle.__drizzle_migrations where id = 1`;
    await expect(start(test).done).rejects.toThrow('run "rollcall migrate" first');
  });
});
