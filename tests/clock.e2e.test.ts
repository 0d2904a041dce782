import { createTestDatabase } from '@rollcall/shared/testing';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { startTcpProxy } from '../collector/src/store/testing/tcp-proxy.ts';
import { fakeRconServer } from '../collector/src/testing/fake-rcon-server.ts';
import { answerStatus, serveSrcds, STATUS } from '../collector/src/testing/srcds.ts';
import { logged, logOf } from './daemon-log.ts';
import { freePort } from './free-port.ts';
import { rollcall, start } from './processes.ts';
import { together } from './together.ts';

const arch = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as 'x64' | 'arm64'];
const library = `/usr/lib/${arch}-linux-gnu/faketime/libfaketimeMT.so.1`;
const canFake = existsSync(library);
if (!canFake)
  process.stderr.write('the test of a clock set back is skipped: no libfaketime here\n');

const EMPTY = STATUS.replace('1 humans', '0 humans').replace(/^#  2 .*\n/m, '');
const patience = { timeout: 30_000, interval: 100 };

/** A clock for another process, without its monotonic one: `set` moves it by so many seconds from the true time. */
async function ownClock() {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-clock-'));
  const file = join(folder, 'offset');
  const set = (seconds: number) => writeFile(file, `${seconds < 0 ? '' : '+'}${seconds}\n`);
  await set(0);
  return {
    set,
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

it.skipIf(!canFake)(
  'polls and writes on when the clock is set back an hour, also while the database is away, and writes nothing that ends before it begins',
  { timeout: 120_000 },
  async () => {
    await using test = await createTestDatabase();
    await using open = together();
    const clock = open.use(await ownClock());
    const proxy = open.use(await startTcpProxy(test.url));
    const answer = { text: STATUS, polls: 0 };
    const server = open.use(
      await fakeRconServer((rcon) =>
        serveSrcds(rcon, {
          command(asked) {
            answer.polls += 1;
            return answerStatus(asked, answer.text);
          },
        }),
      ),
    );
    await test.db.$client`
      with added as (
        insert into servers (name, host, port) values ('one', '127.0.0.1', ${server.port}) returning id)
      insert into server_credentials select id, 'secret' from added`;
    const port = await freePort();
    const collector = open.use(
      start(rollcall, ['run'], {
        DATABASE_URL: proxy.url,
        LIVE_STATE_POLL_SECONDS: '1',
        LIVE_STATE_QUERY_TIMEOUT_SECONDS: '0.8',
        COLLECTOR_PORT: String(port),
        ...clock.env,
      }),
    );
    const shift = async () => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return Number(/^rollcall_collector_clock_shift_seconds (\S+)$/m.exec(text)?.[1]);
    };
    const sessions = () => test.db.$client`
      select left_at is null as open, left_at >= joined_at as forward, end_reason from server_player_session`;
    const polled = async (times: number) => {
      const before = answer.polls;
      await vi.waitFor(() => {
        expect(answer.polls, collector.output()).toBeGreaterThanOrEqual(before + times);
      }, patience);
    };
    await expect.poll(sessions, patience).toMatchObject([{ open: true }]);

    // An outage begins, the clock goes back within it, and it ends: nobody waits an hour for the next attempt.
    proxy.refusing = true;
    proxy.cut();
    await logged(collector, 'the database takes no changes: they are kept');
    await clock.set(-3_600);
    await expect.poll(shift, patience).toBeLessThan(-3_590);
    await polled(3);
    answer.text = EMPTY;
    await polled(2);
    proxy.refusing = false;
    await expect
      .poll(sessions, patience)
      .toEqual([{ open: false, forward: true, end_reason: 'left' }]);
    answer.text = STATUS.replace('05:10', '00:02');
    await expect.poll(sessions, patience).toContainEqual(expect.objectContaining({ open: true }));
    await polled(2);
    await clock.set(0);
    await polled(3);

    for (const [table, begin, end] of [
      ['server_state', 'started_at', 'ended_at'],
      ['server_reachability', 'started_at', 'ended_at'],
      ['server_player_session', 'joined_at', 'left_at'],
    ] as const) {
      const backwards = await test.db.$client.unsafe(
        `select 1 from ${table} where ${end} < ${begin}`,
      );
      expect([table, backwards.length]).toEqual([table, 0]);
    }
    expect(logOf(collector).filter(({ level }) => level === 'error')).toEqual([]);
    expect(collector.output()).not.toContain('refuses what was seen');
    expect(await collector.stop()).toBe(0);
  },
);
