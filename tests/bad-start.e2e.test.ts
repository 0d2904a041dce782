import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { startTcpProxy } from '../collector/src/store/testing/tcp-proxy.ts';
import { fakeRconServer } from '../collector/src/testing/fake-rcon-server.ts';
import { answerStatus, serveSrcds } from '../collector/src/testing/srcds.ts';
import { logged, logOf, timesLogged } from './daemon-log.ts';
import { freePort } from './free-port.ts';
import { rollcall, rollcallViewer, run, start } from './processes.ts';
import { together } from './together.ts';

const patience = { timeout: 30_000, interval: 50 };
const QUICK = { LIVE_STATE_POLL_SECONDS: '1', LIVE_STATE_QUERY_TIMEOUT_SECONDS: '0.8' };

/** A game that counts what reaches it. */
async function game() {
  const polls = { count: 0 };
  const server = await fakeRconServer((rcon) =>
    serveSrcds(rcon, {
      command(asked) {
        polls.count += 1;
        return answerStatus(asked);
      },
    }),
  );
  return { server, polls };
}

async function add(test: TestDatabase, name: string, port: number, key: string) {
  const env = { DATABASE_URL: test.url, ROLLCALL_SECRET_KEY: key };
  const added = await run(rollcall, ['servers', 'add', name, `127.0.0.1:${port}`], env);
  expect(added).toMatchObject({ code: 0 });
}

describe('a key', { timeout: 60_000 }, () => {
  it('that is wrong keeps only the servers from being polled whose passwords it does not open, and says so once', async () => {
    await using test = await createTestDatabase();
    await using open = together();
    const [locked, good] = [await game(), await game()];
    await add(test, 'locked', open.use(locked.server).port, 'the right key');
    await add(test, 'good', open.use(good.server).port, 'another key');
    const env = { DATABASE_URL: test.url, ROLLCALL_SECRET_KEY: 'another key', ...QUICK };
    const collector = open.use(start(rollcall, ['run'], env));
    await vi.waitFor(() => {
      expect(good.polls.count).toBeGreaterThan(5);
    }, patience);
    await logged(collector, 'server does not answer');
    const about = logOf(collector).filter(({ server }) => server !== undefined);
    expect(about).toMatchObject([
      {
        level: 'warn',
        server: 'locked',
        kind: 'auth',
        detail: expect.stringContaining('sealed with another ROLLCALL_SECRET_KEY') as string,
      },
    ]);
    expect(locked.server.accepted).toBe(0);
    expect(await collector.stop()).toBe(0);
  });

  it('that is missing ends the collector with 78 at once, and names the setting', async () => {
    const { code, output } = await run(rollcall, ['run'], {
      DATABASE_URL: 'postgres://rollcall:hunter2@127.0.0.1:1/rollcall',
      ROLLCALL_SECRET_KEY_FILE: '/nowhere/secret_key',
    });
    expect(code).toBe(78);
    expect(output).toBe(
      'rollcall: settings that cannot work:\n  ROLLCALL_SECRET_KEY_FILE cannot be read (ENOENT)\n',
    );
  });
});

describe('a database', { timeout: 60_000 }, () => {
  it('that is down at the start is waited for: one line when it is missed, one when it is there', async () => {
    await using test = await createTestDatabase();
    await using open = together();
    const proxy = open.use(await startTcpProxy(test.url));
    let refused = 0;
    proxy.refusing = true;
    proxy.onRefused = () => {
      refused += 1;
    };
    const collector = open.use(start(rollcall, ['run'], { DATABASE_URL: proxy.url, ...QUICK }));
    await vi.waitFor(() => {
      expect(refused).toBeGreaterThan(2);
    }, patience);
    const [before, fromMs] = [refused, performance.now()];
    await delay(4_000);
    // It waits 0.5 to 5 s between two attempts, and an attempt is a few connections.
    const perSecond = (refused - before) / ((performance.now() - fromMs) / 1_000);
    expect(perSecond).toBeLessThan(10);
    expect(logOf(collector).filter(({ level }) => level !== 'info')).toMatchObject([
      { level: 'warn', msg: 'the database cannot be used yet: waiting' },
    ]);
    proxy.refusing = false;
    await logged(collector, 'collector started');
    expect(timesLogged(collector, 'went on')).toBe(1);
    expect(await collector.stop()).toBe(0);
  });

  it.each<[string, (test: TestDatabase) => Promise<unknown>, RegExp]>([
    [
      'too old',
      (test) => test.db.$client`delete from drizzle.__drizzle_migrations where id = 1`,
      /older than this version of Rollcall: run "rollcall migrate" first/,
    ],
    [
      'too new',
      (test) =>
        test.db
          .$client`insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 1)`,
      /newer than this version of Rollcall: update Rollcall/,
    ],
    [
      'not there',
      (test) => test.db.$client`drop schema drizzle cascade`,
      /has no Rollcall tables yet: run "rollcall migrate" first/,
    ],
  ])(
    'whose schema is %s ends collector and viewer with 1 and one line',
    async (_, break_, words) => {
      await using test = await createTestDatabase();
      await break_(test);
      const collector = await run(rollcall, ['run'], { DATABASE_URL: test.url });
      expect(collector.code).toBe(1);
      expect(collector.output).toMatch(words);
      expect(collector.output.trimEnd().split('\n')).toHaveLength(1);
      const viewer = await run(rollcallViewer, [], {
        DATABASE_URL: test.readerUrl,
        VIEWER_PORT: String(await freePort()),
      });
      expect({ ...viewer, output: words.test(viewer.output) }).toEqual({ code: 1, output: true });
    },
  );
});
