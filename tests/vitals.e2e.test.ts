import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { describe, expect, it, vi } from 'vitest';
import { startTcpProxy } from '../collector/src/store/testing/tcp-proxy.ts';
import { fakeRconServer } from '../collector/src/testing/fake-rcon-server.ts';
import { mirrored } from '../collector/src/testing/rcon-wire.ts';
import { answerStatus, serveSrcds } from '../collector/src/testing/srcds.ts';
import { freePort } from './free-port.ts';
import { rollcall, start } from './processes.ts';
import { hasPromtool, promtool } from './promtool.ts';
import { together } from './together.ts';

const PASSWORD = 'told to nobody, least of all to Prometheus';
const patience = { timeout: 30_000, interval: 50 };

/** A server that answers, is silent, or drops whoever asks. */
async function game() {
  const state: { mood: 'answers' | 'silent' | 'drops' } = { mood: 'answers' };
  const polls = { answers: 0, silent: 0, drops: 0 };
  const server = await fakeRconServer((rcon) =>
    serveSrcds(rcon, {
      command(request) {
        polls[state.mood] += 1;
        if (state.mood === 'answers') return answerStatus(request);
        if (state.mood === 'drops') rcon.reset();
        return null;
      },
      sentinel: ({ id }) => (state.mood === 'answers' ? mirrored(id) : null),
    }),
  );
  return { state, polls, server };
}

async function register(test: TestDatabase, port: number): Promise<void> {
  await test.db.$client`
    with added as (
      insert into servers (name, host, port) values ('one', '127.0.0.1', ${port}) returning id)
    insert into server_credentials select id, ${PASSWORD} from added`;
}

const logOf = (output: string) =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { level: string; msg: string; server?: string });

async function collectorWith(url: string) {
  const port = await freePort();
  const running = start(rollcall, ['run'], {
    DATABASE_URL: url,
    LIVE_STATE_POLL_SECONDS: '1',
    LIVE_STATE_QUERY_TIMEOUT_SECONDS: '0.5',
    COLLECTOR_PORT: String(port),
  });
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, body: await response.text() };
  };
  /** The value of one series; null where there is none. */
  const metric = async (series: string) => {
    const { body } = await ask('/metrics');
    const line = body.split('\n').find((text) => text.startsWith(`${series} `));
    return line === undefined ? null : Number(line.slice(series.length + 1));
  };
  return { running, port, ask, metric };
}

describe('a collector that tells of itself', { timeout: 120_000 }, () => {
  it('counts polls, changes, sessions and sizes, and says nothing twice of a server that is down', async () => {
    await using test = await createTestDatabase();
    await using open = together();
    const { state, polls, server } = await game();
    await register(test, open.use(server).port);
    const { running, ask, metric } = await collectorWith(test.url);
    open.use(running);
    await vi.waitFor(async () => {
      expect(await metric('rollcall_collector_open_sessions')).toBe(1);
      expect(await metric('rollcall_collector_batch_changes_sum')).toBeGreaterThanOrEqual(3);
      expect(await metric('rollcall_collector_servers{status="ok"}')).toBe(1);
      expect(
        await metric('rollcall_collector_table_size_bytes{table="server_player_session"}'),
      ).toBeGreaterThan(8_000);
    }, patience);
    expect(await ask('/healthz')).toEqual({ status: 200, body: 'ok\n' });
    expect(await metric('rollcall_collector_collectors')).toBe(1);

    for (const mood of ['silent', 'drops', 'silent'] as const) {
      const before = polls[mood];
      state.mood = mood;
      await vi.waitFor(() => {
        expect(polls[mood]).toBeGreaterThan(before);
      }, patience);
    }
    expect(await metric('rollcall_collector_polls_total{outcome="timeout"}')).toBeGreaterThan(0);
    state.mood = 'answers';
    await vi.waitFor(() => {
      expect(running.output()).toContain('server answers again');
    }, patience);
    const about = logOf(running.output()).filter(({ server: name }) => name === 'one');
    expect(about.map(({ level, msg }) => [level, msg])).toEqual([
      ['warn', 'server does not answer'],
      ['info', 'server answers again'],
    ]);
    const { body } = await ask('/metrics');
    expect(body).not.toContain(PASSWORD);
    if (hasPromtool) {
      expect(promtool(['check', 'metrics'], body)).toEqual({ status: 0, output: '' });
    }
    expect(await running.stop()).toBe(0);
  });

  it('is unhealthy while the database is away, says so once, and is well again', async () => {
    await using test = await createTestDatabase();
    await using open = together();
    const proxy = open.use(await startTcpProxy(test.url));
    const { running, ask, metric } = await collectorWith(proxy.url);
    open.use(running);
    await vi.waitFor(async () => {
      expect(await metric('rollcall_collector_database_up')).toBe(1);
    }, patience);
    proxy.refusing = true;
    proxy.cut();
    await vi.waitFor(async () => {
      const { status, body } = await ask('/healthz');
      expect([status, body]).toEqual([
        503,
        expect.stringMatching(
          /^unhealthy\nthe database has not answered for \d+ s\nnothing can be written for/,
        ),
      ]);
    }, patience);
    expect(await metric('rollcall_collector_database_up')).toBe(0);
    expect(await metric('rollcall_collector_polling')).toBe(1);
    proxy.refusing = false;
    await vi.waitFor(async () => {
      expect((await ask('/healthz')).body).toBe('ok\n');
    }, patience);
    const messages = logOf(running.output()).map(({ msg }) => msg);
    expect(messages.filter((msg) => msg === 'database does not answer')).toHaveLength(1);
    expect(messages.filter((msg) => msg === 'the database takes changes again')).toHaveLength(1);
    expect(await running.stop()).toBe(0);
  });

  it('goes on without where the port is taken', async () => {
    await using test = await createTestDatabase();
    await using open = together();
    const first = await collectorWith(test.url);
    open.use(first.running);
    await vi.waitFor(async () => {
      expect((await first.ask('/healthz')).status).toBe(200);
    }, patience);
    const env = { DATABASE_URL: test.url, COLLECTOR_PORT: String(first.port) };
    const second = open.use(start(rollcall, ['run'], env));
    await vi.waitFor(() => {
      expect(second.output()).toContain('collector started');
    }, patience);
    const complaints = logOf(second.output()).filter(({ level }) => level !== 'info');
    expect(complaints).toMatchObject([
      { level: 'warn', msg: 'no metrics: the address cannot be used' },
    ]);
    expect(await second.stop()).toBe(0);
    expect(await first.running.stop()).toBe(0);
  });
});
