import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UnreachableError } from '../errors.ts';
import { fakeServer, human } from './testing/fake-server.ts';
import { INTERVAL_MS, polling } from './testing/polling.ts';

const START = new Date('2026-11-21T12:00:00Z');
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

describe('ServerWatch', () => {
  it('tries a wrong password at most 3 times in 10 minutes, and a new one at once', async () => {
    const server = fakeServer('one');
    server.password = 'another';
    const { loop, registry } = await polling([server], stop.signal);
    await minutes(10);
    expect(server.logins).toBe(3);
    await loop.follow(registry.map((known) => ({ ...known, password: 'another' })));
    await seconds(1);
    expect(server.observedAtMs).toHaveLength(1);
    await seconds(10);
    expect(server.observedAtMs).toHaveLength(3);
  });

  it('does not log in with a password that cannot be opened', async () => {
    const server = fakeServer('one');
    const { loop, registry, of } = await polling([server], stop.signal);
    await loop.follow(registry.map((known) => ({ ...known, passwordProblem: 'sealed' })));
    await minutes(2);
    expect(server.logins).toBe(0);
    expect(of('reachability-started')).toMatchObject([
      { status: 'auth', detail: 'no login: sealed' },
    ]);
  });

  it('goes on waiting after a restart where a password was rejected, unless it was changed', async () => {
    const refusedAt = new Date(START.getTime() - 90_000);
    const rejected = { status: 'auth', startedAt: refusedAt } as const;
    const server = fakeServer('one');
    server.password = 'another';
    const stored = { reachability: rejected, lastWatchedAt: new Date(START.getTime() - 5_000) };
    const first = await polling([server], stop.signal, { stored });
    await minutes(4);
    expect(server.logins).toBe(0);
    await minutes(1);
    expect(server.logins).toBe(1);
    first.loop.stop();
    await minutes(14);
    await polling([server], stop.signal, {
      stored: { reachability: rejected, lastWatchedAt: new Date(Date.now() - 5_000) },
    });
    await seconds(25);
    expect(server.logins).toBe(1);
    await minutes(1);
    expect(server.logins).toBe(2);
  });

  it.each([
    ['it was changed since', { startedAt: new Date(0), detail: 'wrong password' }],
    ['no login was tried', { startedAt: START, detail: 'no login: sealed' }],
  ])('logs in at once after a restart where %s', async (_, row) => {
    const server = fakeServer('one');
    const reachability = { status: 'auth', ...row } as const;
    const updatedAt = new Date(START.getTime() - 1_000);
    await polling([server], stop.signal, {
      stored: { reachability, lastWatchedAt: START },
      updatedAt,
    });
    await seconds(6);
    expect(server.logins).toBe(1);
  });

  it('asks again soon where the connection was closed at the login once, but not twice', async () => {
    const server = fakeServer('one');
    await polling([server], stop.signal);
    await seconds(10);
    const closed = new UnreachableError('closed instead of a login', { probablyBanned: true });
    server.behaviour = closed;
    await seconds(5);
    server.behaviour = 'answers';
    await seconds(5);
    const polls = server.observedAtMs.length;
    expect(polls).toBe(3);
    server.behaviour = closed;
    await seconds(10);
    server.behaviour = 'answers';
    await seconds(50);
    expect(server.observedAtMs).toHaveLength(polls);
    await seconds(20);
    expect(server.observedAtMs.length).toBeGreaterThan(polls);
  });

  it('notices within a minute that a server which was away for hours answers again', async () => {
    const server = fakeServer('one');
    server.behaviour = 'refuses';
    const { stats } = await polling([server], stop.signal);
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
    const old = fakeServer('old', 1);
    const moved = fakeServer('moved', 2);
    const { loop, registry } = await polling([old, moved], stop.signal);
    await seconds(10);
    await loop.follow(registry.slice(0, 1).map((known) => ({ ...known, port: 2 })));
    expect(old.connections.size).toBe(0);
    await seconds(1);
    expect(moved.connections.size).toBe(1);
  });

  it('moves a server while its poll hangs, without a second connection', async () => {
    const server = fakeServer('one');
    server.behaviour = 'silent';
    const { loop, registry } = await polling([server], stop.signal);
    await seconds(4);
    expect(server.connections.size).toBe(1);
    server.behaviour = 'answers';
    server.password = 'new';
    await loop.follow(registry.map((known) => ({ ...known, password: 'new' })));
    await seconds(1);
    expect(server.observedAtMs.length).toBeGreaterThan(0);
    expect(server.mostConnections).toBe(1);
  });

  it('closes sessions of a server that is left alone after a refused login', async () => {
    const server = fakeServer('one');
    server.roster = [human(7n)];
    const { of } = await polling([server], stop.signal);
    await seconds(10);
    server.password = 'another';
    for (const connection of server.connections) (connection as { drop(): void }).drop();
    await minutes(2);
    expect(of('session-closed')).toMatchObject([{ playerId: 7n, reason: 'unreachable' }]);
  });

  it('looks up who was there before it started, once, and opens the session with the same answer', async () => {
    const server = fakeServer('one');
    server.roster = [human(7n, 3_600)];
    const { of, lookUps } = await polling([server], stop.signal);
    await seconds(INTERVAL_MS / 1_000);
    expect(server.observedAtMs).toHaveLength(1);
    expect(of('session-opened')).toMatchObject([{ playerId: 7n }]);
    await seconds(60);
    expect(lookUps.count).toBe(1);
    expect(of('session-opened')).toHaveLength(1);
  });

  it('goes on polling while look-ups fail, and opens the session once one succeeds', async () => {
    const server = fakeServer('one');
    server.roster = [human(7n, 3_600)];
    const { of, lookUps } = await polling([server], stop.signal);
    lookUps.fail = true;
    await seconds(60);
    expect(server.observedAtMs).toHaveLength(12);
    expect(of('session-opened')).toEqual([]);
    lookUps.fail = false;
    await seconds(5);
    const [opened] = of('session-opened');
    const joinedAt = opened?.type === 'session-opened' ? opened.joinedAt.getTime() : 0;
    expect(Math.abs(joinedAt - (START.getTime() - 3_600_000))).toBeLessThanOrEqual(1_000);
  });
});
