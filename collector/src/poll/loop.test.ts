import { createLogger } from '@rollcall/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change } from '../reconcile/change.ts';
import { emptyHistory } from '../reconcile/empty-history.ts';
import type { ServerHistory } from '../reconcile/history.ts';
import type { RegisteredServer } from '../store/registry.ts';
import { createLanes } from './lanes.ts';
import { PollLoop, runTicks } from './loop.ts';
import { createStats } from './stats.ts';
import { fakeDriver, fakeServer, human, type FakeServer } from './testing/fake-server.ts';

const INTERVAL_MS = 5_000;
const START = new Date('2026-11-21T12:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const stop = { current: new AbortController() };
afterEach(() => {
  stop.current.abort();
});

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000);
const minutes = (count: number) => seconds(count * 60);

function registered(id: number, server: FakeServer): RegisteredServer {
  const rest = { protocol: 'fake', passwordProblem: null, groupLabel: null, enabled: true };
  return { id, ...server.target, ...rest };
}

/** A loop over these servers, ticking; ids count from 1. */
async function polling(servers: readonly FakeServer[], workers = 8) {
  const changes: Change[] = [];
  const stats = createStats();
  const driver = fakeDriver(servers);
  const stored = new Map<number, ServerHistory>();
  const lookUp = vi.fn((_: number, ids: readonly bigint[]) =>
    Promise.resolve(new Map(ids.map((id) => [id, null]))),
  );
  const loop = new PollLoop(
    {
      driverFor: () => driver,
      runInLane: createLanes(workers),
      intervalMs: INTERVAL_MS,
      timeoutMs: 2_000,
      rules: { staleMs: 30_000, stuckMs: 60_000 },
      clock: { monotonicMs: () => Date.now(), date: () => new Date() },
      random: () => 0,
      push: (more) => changes.push(...more),
      lookUp,
      stats,
      log: createLogger('test', 'silent'),
    },
    (ids) => {
      const fresh = (id: number) => stored.get(id) ?? emptyHistory(id, new Date());
      return Promise.resolve(new Map(ids.map((id) => [id, fresh(id)])));
    },
  );
  const registry = servers.map((server, index) => registered(index + 1, server));
  await loop.follow(registry);
  stop.current = new AbortController();
  runTicks(loop, () => Date.now(), stop.current.signal);
  const of = (type: Change['type']) => changes.filter((change) => change.type === type);
  return { loop, changes, of, stats, registry, stored, lookUp };
}

const fleet = (count: number) =>
  Array.from({ length: count }, (_, i) => fakeServer(`s${i}`, i + 1));

describe('PollLoop', () => {
  it('polls each server once an interval at its own phase, on one connection', async () => {
    const servers = fleet(40);
    await polling(servers);
    await seconds(50);
    for (const server of servers) {
      expect(server.observedAtMs).toHaveLength(10);
      const gaps = server.observedAtMs.slice(1).map((at, i) => at - (server.observedAtMs[i] ?? 0));
      expect(new Set(gaps)).toEqual(new Set([INTERVAL_MS]));
      expect(server).toMatchObject({ logins: 1, mostConnections: 1 });
    }
    const firsts = servers.map((server) => server.observedAtMs[0]);
    expect(new Set(firsts).size).toBeGreaterThan(25);
  });

  it('polls healthy servers on time however many others are silent', async () => {
    const healthy = fleet(10);
    const silent = fleet(35).slice(10);
    for (const server of silent) server.behaviour = 'silent';
    await polling([...healthy, ...silent], 4);
    // Nobody knows yet who is silent: the first round may take longer.
    await minutes(1);
    const before = healthy.map((server) => server.observedAtMs.length);
    await minutes(5);
    healthy.forEach((server, i) => {
      expect(server.observedAtMs).toHaveLength((before[i] ?? 0) + 60);
    });
  });

  it('goes on with the others when the handling of one server has a bug', async () => {
    const [bad, good] = fleet(2);
    if (bad === undefined || good === undefined) throw new Error('no servers');
    bad.behaviour = new TypeError('undefined is not a function');
    const { of } = await polling([bad, good]);
    await seconds(20);
    expect(good.observedAtMs).toHaveLength(4);
    expect(of('reachability-started')).toContainEqual(
      expect.objectContaining({ serverId: 1, status: 'protocol' }),
    );
  });

  it('skips a slot while the poll before waits for its turn, and never has two connections', async () => {
    const servers = fleet(6);
    for (const server of servers) server.behaviour = 'silent';
    const { stats } = await polling(servers, 1);
    await minutes(5);
    expect(stats.skipped).toBeGreaterThan(0);
    expect(stats.polls.timeout).toBeGreaterThan(10);
    expect(Math.max(...servers.map((server) => server.mostConnections))).toBe(1);
  });

  it('tries a wrong password at most 3 times in 10 minutes, and a new one at once', async () => {
    const [server] = fleet(1);
    if (server === undefined) throw new Error('no server');
    server.password = 'another';
    const { loop, registry } = await polling([server]);
    await minutes(10);
    expect(server.logins).toBe(3);
    await loop.follow(registry.map((known) => ({ ...known, password: 'another' })));
    await seconds(1);
    expect(server.observedAtMs).toHaveLength(1);
    await seconds(10);
    expect(server.observedAtMs).toHaveLength(3);
  });

  it('does not log in with a password that cannot be opened', async () => {
    const [server] = fleet(1);
    if (server === undefined) throw new Error('no server');
    const { loop, registry, of } = await polling([server]);
    await loop.follow(registry.map((known) => ({ ...known, passwordProblem: 'sealed' })));
    await minutes(2);
    expect(server.logins).toBe(0);
    expect(of('reachability-started')).toMatchObject([{ status: 'auth', detail: 'sealed' }]);
  });

  it('notices within a minute that a server which was away for hours answers again', async () => {
    const [server] = fleet(1);
    if (server === undefined) throw new Error('no server');
    server.behaviour = 'refuses';
    const { stats } = await polling([server]);
    await minutes(180);
    expect(stats.polls.unreachable).toBeLessThan(200);
    server.behaviour = 'answers';
    await minutes(1);
    expect(server.observedAtMs.length).toBeGreaterThan(0);
    const before = server.observedAtMs.length;
    await seconds(50);
    expect(server.observedAtMs).toHaveLength(before + 10);
  });

  it('reconnects to another address at once and leaves the old one', async () => {
    const [old, moved] = fleet(2);
    if (old === undefined || moved === undefined) throw new Error('no servers');
    const { loop, registry } = await polling([old, moved]);
    await seconds(10);
    await loop.follow(registry.slice(0, 1).map((known) => ({ ...known, port: 2 })));
    expect(old.connections.size).toBe(0);
    await seconds(1);
    expect(moved.connections.size).toBe(1);
  });

  it('moves a server while its poll hangs, without a second connection', async () => {
    const [server] = fleet(1);
    if (server === undefined) throw new Error('no server');
    server.behaviour = 'silent';
    const { loop, registry } = await polling([server]);
    await seconds(4);
    expect(server.connections.size).toBe(1);
    server.behaviour = 'answers';
    server.password = 'new';
    await loop.follow(registry.map((known) => ({ ...known, password: 'new' })));
    await seconds(1);
    expect(server.observedAtMs.length).toBeGreaterThan(0);
    expect(server.mostConnections).toBe(1);
  });

  it('ends what goes on when a server is disabled, and begins anew when it is enabled', async () => {
    const [server] = fleet(1);
    if (server === undefined) throw new Error('no server');
    server.roster = [human(7n)];
    const { loop, registry, of } = await polling([server]);
    await seconds(10);
    expect(of('session-opened')).toHaveLength(1);
    await loop.follow(registry.map((known) => ({ ...known, enabled: false })));
    expect(of('session-closed')).toMatchObject([{ playerId: 7n, reason: 'server_removed' }]);
    expect(server.connections.size).toBe(0);
    const polls = server.observedAtMs.length;
    await minutes(1);
    expect(server.observedAtMs).toHaveLength(polls);
    await loop.follow(registry);
    await seconds(10);
    expect(server.observedAtMs).toHaveLength(polls + 2);
  });

  it('closes sessions of a server that is left alone after a refused login', async () => {
    const [server] = fleet(1);
    if (server === undefined) throw new Error('no server');
    server.roster = [human(7n)];
    const { of } = await polling([server]);
    await seconds(10);
    server.password = 'another';
    for (const connection of server.connections) (connection as { drop(): void }).drop();
    await minutes(2);
    expect(of('session-closed')).toMatchObject([{ playerId: 7n, reason: 'unreachable' }]);
  });

  it('looks up who was there before it started, once, and opens the session with the same answer', async () => {
    const [server] = fleet(1);
    if (server === undefined) throw new Error('no server');
    server.roster = [human(7n, 3_600)];
    const { of, lookUp } = await polling([server]);
    await seconds(INTERVAL_MS / 1_000);
    expect(server.observedAtMs).toHaveLength(1);
    expect(of('session-opened')).toMatchObject([{ playerId: 7n }]);
    await seconds(60);
    expect(lookUp).toHaveBeenCalledTimes(1);
    expect(of('session-opened')).toHaveLength(1);
  });

  it('goes on polling while look-ups fail, and opens the session once one succeeds', async () => {
    const [server] = fleet(1);
    if (server === undefined) throw new Error('no server');
    server.roster = [human(7n, 3_600)];
    const { of, lookUp } = await polling([server]);
    lookUp.mockRejectedValue(new Error('the database is away'));
    await seconds(60);
    expect(server.observedAtMs).toHaveLength(12);
    expect(of('session-opened')).toEqual([]);
    lookUp.mockResolvedValue(new Map([[7n, null]]));
    await seconds(5);
    const [opened] = of('session-opened');
    const joinedAt = opened?.type === 'session-opened' ? opened.joinedAt.getTime() : 0;
    expect(Math.abs(joinedAt - (START.getTime() - 3_600_000))).toBeLessThanOrEqual(1_000);
  });

  it('holds the heartbeat back for a server that is late, until it is lost', async () => {
    const [late, other] = fleet(2);
    if (late === undefined || other === undefined) throw new Error('no servers');
    const { loop } = await polling([late, other]);
    await seconds(10);
    const lastAnswer = late.observedAtMs.at(-1) ?? 0;
    late.behaviour = 'silent';
    await vi.advanceTimersByTimeAsync(lastAnswer + INTERVAL_MS + 1_000 - Date.now());
    expect(loop.mark().getTime()).toBe(lastAnswer);
    await seconds(2);
    expect(loop.mark().getTime()).toBe(other.observedAtMs.at(-1));
  });

  it('closes everything and polls no more once it is stopped', async () => {
    const servers = fleet(5);
    const { loop } = await polling(servers);
    await seconds(10);
    const mark = loop.mark();
    loop.stop();
    expect(servers.map((server) => server.connections.size)).toEqual([0, 0, 0, 0, 0]);
    await seconds(30);
    expect(servers.map((server) => server.observedAtMs.length)).toEqual([2, 2, 2, 2, 2]);
    expect(loop.mark()).toEqual(mark);
  });
});
