import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeServer, human } from './testing/fake-server.ts';
import { INTERVAL_MS, polling } from './testing/polling.ts';

/** When a tick comes: a millisecond after a point of the grid. */
const START = new Date('2026-11-21T12:00:00.001Z');
let stop = new AbortController();

beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  stop.abort();
  stop = new AbortController();
  vi.useRealTimers();
});

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000);
const minutes = (count: number) => seconds(count * 60);

const fleet = (count: number) =>
  Array.from({ length: count }, (_, i) => fakeServer(`s${i}`, i + 1));

describe('PollLoop', () => {
  it('polls each server once an interval at its own phase, on one connection', async () => {
    const servers = fleet(40);
    await polling(servers, stop.signal);
    await seconds(50);
    for (const server of servers) {
      expect(server.observedAtMs).toHaveLength(10);
      const gaps = server.observedAtMs.slice(1).map((at, i) => at - (server.observedAtMs[i] ?? 0));
      expect(new Set(gaps)).toEqual(new Set([INTERVAL_MS]));
      expect(server).toMatchObject({ logins: 1, mostConnections: 1 });
    }
    const firsts = servers.map((server) => server.observedAtMs[0]);
    expect(new Set(firsts).size).toBeGreaterThan(15);
  });

  it('polls healthy servers on time however many others are silent', async () => {
    const healthy = fleet(10);
    const silent = fleet(35).slice(10);
    for (const server of silent) server.behaviour = 'silent';
    await polling([...healthy, ...silent], stop.signal, { workers: 4 });
    // From the first round on, when nobody knows yet who is silent.
    await minutes(5);
    for (const server of healthy) expect(server.observedAtMs).toHaveLength(60);
  });

  it('polls all of them in their turn where more are due at once than there are slots', async () => {
    const servers = fleet(60);
    const { loop, registry } = await polling(servers, stop.signal, { workers: 1 });
    await seconds(20);
    // While some wait for their turn, others go.
    await loop.follow(registry.slice(0, 40));
    await seconds(20);
    const counts = servers.map(({ observedAtMs }) => observedAtMs.length);
    expect(counts.slice(0, 40)).toEqual(Array.from({ length: 40 }, () => 8));
    for (const { mostConnections } of servers) expect(mostConnections).toBe(1);
  });

  it('polls healthy servers on time when most others fall silent together', async () => {
    const servers = fleet(35);
    const healthy = servers.slice(0, 10);
    await polling(servers, stop.signal, { workers: 4 });
    await seconds(20);
    for (const server of servers.slice(10)) server.behaviour = 'silent';
    await seconds(40);
    for (const { observedAtMs } of healthy) {
      const gaps = observedAtMs.slice(1).map((at, i) => at - (observedAtMs[i] ?? 0));
      expect(gaps).toEqual(Array.from({ length: 11 }, () => INTERVAL_MS));
    }
  });

  it('goes on with the others when the handling of one server has a bug', async () => {
    const bad = fakeServer('bad', 1);
    const good = fakeServer('good', 2);
    bad.behaviour = new TypeError('undefined is not a function');
    const { of } = await polling([bad, good], stop.signal);
    await seconds(20);
    expect(good.observedAtMs).toHaveLength(4);
    expect(of('reachability-started')).toContainEqual(
      expect.objectContaining({ serverId: 1, status: 'protocol' }),
    );
  });

  it('skips a slot while the poll before waits for its turn, and never has two connections', async () => {
    const servers = fleet(6);
    for (const server of servers) server.behaviour = 'silent';
    const { stats } = await polling(servers, stop.signal, { workers: 1 });
    await minutes(5);
    expect(stats.skipped).toBeGreaterThan(0);
    expect(stats.polls.timeout).toBeGreaterThan(10);
    expect(Math.max(...servers.map((server) => server.mostConnections))).toBe(1);
  });

  it('ends what goes on when a server is disabled, and begins anew when it is enabled', async () => {
    const server = fakeServer('one');
    server.roster = [human(7n)];
    const { loop, registry, of } = await polling([server], stop.signal);
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

  it('holds the heartbeat back for a server that is late, until it is lost', async () => {
    const late = fakeServer('late', 1);
    const other = fakeServer('other', 2);
    const { loop } = await polling([late, other], stop.signal);
    await seconds(10);
    const lastAnswer = late.observedAtMs.at(-1) ?? 0;
    late.behaviour = 'silent';
    await vi.advanceTimersByTimeAsync(lastAnswer + INTERVAL_MS + 1_000 - Date.now());
    expect(loop.mark().getTime()).toBe(lastAnswer);
    await seconds(2);
    expect(loop.mark().getTime()).toBe(other.observedAtMs.at(-1));
  });

  it('pauses while another collector may poll the same servers, and compares as after a restart then', async () => {
    const server = fakeServer('one');
    server.roster = [human(7n)];
    const allowed = { now: true };
    const { of, loop } = await polling([server], stop.signal, { mayPoll: () => allowed.now });
    await seconds(10);
    const lastAnswer = server.observedAtMs.at(-1) ?? 0;
    allowed.now = false;
    await seconds(1);
    expect(server.connections.size).toBe(0);
    const polls = server.observedAtMs.length;
    server.roster = [];
    await minutes(5);
    expect(server.observedAtMs).toHaveLength(polls);
    expect(of('session-closed')).toEqual([]);
    expect(loop.mark().getTime()).toBe(lastAnswer);
    allowed.now = true;
    await seconds(6);
    expect(of('session-closed')).toMatchObject([
      { playerId: 7n, reason: 'collector_gap', leftAt: new Date(lastAnswer) },
    ]);
    expect(of('reachability-ended')).toMatchObject([{ endedAt: new Date(lastAnswer) }]);
  });

  it('hands a server over without ending what goes on there', async () => {
    const server = fakeServer('one');
    server.roster = [human(7n)];
    const { loop, registry, of } = await polling([server], stop.signal);
    await seconds(10);
    const lastAnswer = server.observedAtMs.at(-1) ?? 0;
    loop.handOver([1, 2]);
    await loop.follow([]);
    expect(server.connections.size).toBe(0);
    expect(of('watch-lost')).toEqual([
      { type: 'watch-lost', serverId: 1, lastOkAt: new Date(lastAnswer) },
    ]);
    expect(of('session-closed')).toEqual([]);
    await seconds(10);
    expect(server.observedAtMs.at(-1)).toBe(lastAnswer);
    await loop.follow(registry);
    await seconds(10);
    expect(server.observedAtMs.at(-1)).toBeGreaterThan(lastAnswer);
  });

  it('closes everything and polls no more once it is stopped', async () => {
    const servers = fleet(5);
    const { loop } = await polling(servers, stop.signal);
    await seconds(10);
    const mark = loop.mark();
    loop.stop();
    expect(servers.map((server) => server.connections.size)).toEqual([0, 0, 0, 0, 0]);
    await seconds(30);
    expect(servers.map((server) => server.observedAtMs.length)).toEqual([2, 2, 2, 2, 2]);
    expect(loop.mark()).toEqual(mark);
  });
});
