import { createLogger } from '@rollcall/shared';
import { expect, it, vi } from 'vitest';
import { startTcpProxy } from '../store/testing/tcp-proxy.ts';
import { runRetention } from './run-retention.ts';
import { minute, prepareHistory, testPace, type History } from './testing/history.ts';

/** A day and a half. */
const HOURS = 36;
const NOW = HOURS * 60;

async function prepared() {
  const history = await prepareHistory(5);
  for (let server = 1; server <= 5; server += 1) {
    await history.reach(server, 'ok', 0, null);
    for (let n = 0; n < 20; n += 1) {
      await history.state(server, n, n, n + 1);
      await history.session(server, n, n, n + 30);
    }
  }
  await history.heartbeat(NOW);
  return history;
}

/** Two collectors or more, each with its own log. */
function start(url: string, count = 1, clock = { atMinute: NOW, passedMs: 0 }) {
  const stop = new AbortController();
  const logged: { readonly level: string; readonly msg: string }[] = [];
  const write = (line: string) => logged.push(JSON.parse(line) as { level: string; msg: string });
  const retention = { stateDays: 1, sessionDays: 1 };
  const log = createLogger('test', 'info', { write });
  const [now, monotonicMs] = [() => minute(clock.atMinute), () => clock.passedMs];
  const options = { url, retention, log, now, monotonicMs, pace: testPace };
  const running = Array.from({ length: count }, () => runRetention(options, stop.signal));
  return {
    logged,
    async stop() {
      stop.abort(new Error('stop'));
      await Promise.all(running);
    },
  };
}

async function untilDone(history: History): Promise<void> {
  await vi.waitFor(
    async () => {
      expect(await history.count('server_player_session')).toBe(0);
      expect(await history.count('server_state')).toBe(0);
      expect(await history.count('server_hour')).toBe(5 * (HOURS - 1));
    },
    { timeout: 30_000, interval: 50 },
  );
  expect((await history.hours()).map(({ watched }) => watched)).toEqual(
    Array(5 * (HOURS - 1)).fill(60),
  );
  expect(await history.totals()).toHaveLength(100);
}

it('sums up and trims, and says what it deleted', async () => {
  await using history = await prepared();
  const collector = start(history.url);
  await untilDone(history);
  await vi.waitFor(() => {
    expect(collector.logged).toMatchObject([{ level: 'info', states: 100, sessions: 100 }]);
    expect(collector.logged[0]?.msg).toMatch(/./);
  }, 20_000);
  await collector.stop();
});

it('comes to the same when several collectors do it at once', async () => {
  await using history = await prepared();
  const collectors = start(history.url, 3);
  await untilDone(history);
  await collectors.stop();
  expect(collectors.logged.filter(({ level }) => level !== 'info')).toEqual([]);
}, 60_000);

it('deletes nothing while a clock that leapt ahead may still be mended', async () => {
  await using history = await prepareHistory();
  await history.reach(1, 'ok', 0, null);
  await history.session(1, 1, 0, 30);
  await history.heartbeat(60);
  const clock = { atMinute: 60, passedMs: 0 };
  const collector = start(history.url, 1, clock);
  const summedUntil = async (minutes: number) => {
    await vi.waitFor(
      async () => {
        const [mark] = await history.db.$client<{ until: string | null }[]>`
          select summed_until as until from history_mark`;
        expect(new Date(mark?.until ?? 0).getTime()).toBeGreaterThanOrEqual(
          minute(minutes).getTime(),
        );
      },
      { timeout: 20_000, interval: 50 },
    );
  };
  clock.atMinute = NOW;
  await history.heartbeat(NOW);
  await summedUntil(NOW - 60);
  // Once more round: what is summed up is trimmed before the next hour is looked for.
  clock.atMinute = NOW + 120;
  await history.heartbeat(NOW + 120);
  await summedUntil(NOW + 60);
  expect(await history.count('server_player_session')).toBe(1);
  clock.passedMs = 25 * 3_600_000;
  await vi.waitFor(
    async () => {
      expect(await history.count('server_player_session')).toBe(0);
    },
    { timeout: 20_000, interval: 50 },
  );
  await collector.stop();
});

it('says once that the database is away, and goes on when it is back', async () => {
  await using history = await prepared();
  await using proxy = await startTcpProxy(history.url);
  let refused = 0;
  proxy.onRefused = () => (refused += 1);
  proxy.refusing = true;
  const collector = start(proxy.url);
  await vi.waitFor(
    () => {
      expect(refused).toBeGreaterThan(2);
    },
    { timeout: 20_000 },
  );
  proxy.refusing = false;
  await vi.waitFor(
    async () => {
      expect(await history.count('server_hour')).toBeGreaterThan(10);
    },
    { timeout: 20_000 },
  );
  proxy.cut();
  await untilDone(history);
  await collector.stop();
  const warnings = collector.logged.filter(({ level }) => level === 'warn').length;
  const back = collector.logged.filter(({ msg }) => msg.includes('again')).length;
  expect(warnings).toBeGreaterThan(0);
  expect(warnings).toBeLessThan(4);
  expect(back).toBeGreaterThan(0);
}, 60_000);

it('stops at once while the database does not answer', async () => {
  await using history = await prepared();
  await using proxy = await startTcpProxy(history.url);
  let asked = 0;
  proxy.onRequest = () => (asked += 1);
  proxy.passAnswer = () => false;
  const collector = start(proxy.url);
  await vi.waitFor(() => {
    expect(asked).toBeGreaterThan(0);
  }, 20_000);
  const begun = performance.now();
  await collector.stop();
  // Nothing would end what is asked.
  expect(performance.now() - begun).toBeLessThan(15_000);
  expect(collector.logged).toEqual([]);
});
