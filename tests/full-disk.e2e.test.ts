import { closeDatabase, openDatabase } from '@rollcall/shared';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, open as openFile, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { fakeRconServer } from '../collector/src/testing/fake-rcon-server.ts';
import { answerStatus, serveSrcds, STATUS } from '../collector/src/testing/srcds.ts';
import { logged, timesLogged } from './daemon-log.ts';
import { freePort } from './free-port.ts';
import { rollcall, run, start } from './processes.ts';
import { accountOf, postgresPrograms, startPrimary } from './standby.ts';
import { together } from './together.ts';

const EMPTY = STATUS.replace('1 humans', '0 humans').replace(/^#  2 .*\n/m, '');
const patience = { timeout: 30_000, interval: 100 };
const bin = postgresPrograms();

/** A disk of 40 MB, and what fills it; null where this user may not mount one. */
async function smallDisk() {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-disk-'));
  await chmod(folder, 0o755);
  const disk = join(folder, 'disk');
  await mkdir(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=40m', 'tmpfs', disk]);
  if (mounted.status !== 0) {
    await rm(folder, { recursive: true });
    return null;
  }
  const space = join(disk, 'space');
  await mkdir(space);
  // Gives it to the user of Postgres.
  await accountOf(space);
  const ballast = join(disk, 'ballast');
  return {
    space,
    async fill() {
      await using file = await openFile(ballast, 'w');
      // Smaller and smaller, until not one page more fits.
      for (const bytes of [1_048_576, 4_096]) {
        for (;;) {
          const { bytesWritten } = await file
            .write(Buffer.alloc(bytes))
            .catch(() => ({ bytesWritten: 0 }));
          if (bytesWritten < bytes) break;
        }
      }
    },
    free: () => rm(ballast),
    async [Symbol.asyncDispose]() {
      spawnSync('umount', ['--lazy', disk]);
      await rmdir(disk);
      await rm(folder, { recursive: true });
    },
  };
}

it(
  'keeps what it sees while the disk of Postgres is full, says so once, and writes it with the true times',
  { timeout: 120_000 },
  async ({ skip }) => {
    const disk = bin === null ? null : await smallDisk();
    if (disk === null) {
      process.stderr.write('the test of a full disk is skipped: no tmpfs here, or no Postgres\n');
      return skip();
    }
    await using open = together();
    open.use(disk);
    const primary = open.use(await startPrimary(bin ?? ''));
    const admin = openDatabase({ url: primary.primaryUrl, applicationName: 'test', max: 1 });
    await admin.$client.unsafe(`create tablespace small location '${disk.space}'`);
    await admin.$client.unsafe('create database small tablespace small');
    await closeDatabase(admin);
    const url = primary.primaryUrl.replace(/postgres$/, 'small');
    expect(await run(rollcall, ['migrate'], { DATABASE_URL: url })).toMatchObject({ code: 0 });
    const db = openDatabase({ url, applicationName: 'test', max: 1 });
    open.use({ [Symbol.asyncDispose]: () => closeDatabase(db) });

    const answer = { text: EMPTY };
    const server = open.use(
      await fakeRconServer((rcon) =>
        serveSrcds(rcon, { command: (asked) => answerStatus(asked, answer.text) }),
      ),
    );
    const add = ['servers', 'add', 'one', `127.0.0.1:${server.port}`];
    expect(await run(rollcall, add, { DATABASE_URL: url })).toMatchObject({ code: 0 });
    const port = await freePort();
    const collector = open.use(
      start(rollcall, ['run'], {
        DATABASE_URL: url,
        LIVE_STATE_POLL_SECONDS: '1',
        LIVE_STATE_QUERY_TIMEOUT_SECONDS: '0.8',
        COLLECTOR_PORT: String(port),
      }),
    );
    await expect.poll(() => db.$client`select 1 from server_state`, patience).toHaveLength(1);

    await disk.fill();
    answer.text = STATUS;
    const joinedAt = new Date().toISOString();
    await logged(collector, 'the database takes no changes: they are kept');
    const health = async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).text();
    await vi.waitFor(async () => {
      expect(await health()).toMatch(
        /^unhealthy\nnothing can be written for (?:[3-9]|\d{2,}) s; \d+ changes wait/,
      );
    }, patience);
    expect(collector.output()).toContain('No space left on device');
    expect(await db.$client`select 1 from server_player_session`).toHaveLength(0);

    const fullUntil = new Date().toISOString();
    await disk.free();
    await logged(collector, 'the database takes changes again');
    await expect
      .poll(() => db.$client`select player_id, left_at from server_player_session`, patience)
      .toEqual([{ player_id: '76561197960268196', left_at: null }]);
    const states = await db.$client`
      select 1 from server_state
      where players = 1 and started_at between ${joinedAt} and ${fullUntil}`;
    expect(states).toHaveLength(1);
    expect(await health()).toBe('ok\n');
    expect(timesLogged(collector, 'the database takes no changes: they are kept')).toBe(1);
    expect(timesLogged(collector, 'the database takes changes again')).toBe(1);
    expect(await collector.stop()).toBe(0);
  },
);
