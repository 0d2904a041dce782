import { describe, expect, it } from 'vitest';
import type { Connection } from '../drivers/driver.ts';
import { ProtocolError, TimeoutError, UnreachableError } from '../errors.ts';
import { Deadlines, type Deadline } from './deadline.ts';
import { pollServer, type PollRequest } from './poll-server.ts';
import { fakeDriver, fakeServer, human, type FakeServer } from './testing/fake-server.ts';

const never = new AbortController().signal;
const at = new Date('2026-11-21T12:00:00Z');
const clock = { date: () => at };
const within = (ms: number): Deadline => new Deadlines(ms, () => performance.now()).create();

function request(server: FakeServer, connection: Connection | null = null): PollRequest {
  const { target } = server;
  return { target, driver: fakeDriver([server]), connection, deadline: within(5_000), clock };
}

/** A server, and a connection kept from a poll of it. */
async function polledOnce() {
  const server = fakeServer('one');
  const { connection } = await pollServer(request(server));
  if (connection === null) throw new Error('nothing was kept');
  return { server, connection };
}

describe('pollServer', () => {
  it('hands back what was seen, when, and the connection for the next poll', async () => {
    const server = fakeServer('one');
    server.roster = [human(7n)];
    const poll = await pollServer(request(server));
    expect(poll.outcome).toMatchObject({ ok: true, at, seen: { roster: [{ playerId: 7n }] } });
    expect(server.connections).toEqual(new Set([poll.connection]));
    expect(poll.failure).toBeNull();
  });

  it('uses the kept connection again', async () => {
    const { server, connection } = await polledOnce();
    const second = await pollServer(request(server, connection));
    expect(second.connection).toBe(connection);
    expect(server.logins).toBe(1);
  });

  it('asks again at once on a new connection when the kept one turns out to be dropped', async () => {
    const { server, connection } = await polledOnce();
    for (const kept of server.connections) kept.drop();
    const second = await pollServer(request(server, connection));
    expect(second.outcome.ok).toBe(true);
    expect(server.logins).toBe(2);
    expect(server.mostConnections).toBe(1);
  });

  it('connects anew when the kept connection is known to be closed', async () => {
    const { server, connection } = await polledOnce();
    connection.close();
    expect((await pollServer(request(server, connection))).outcome.ok).toBe(true);
    expect(server.logins).toBe(2);
  });

  it('asks again only once', async () => {
    const { server, connection } = await polledOnce();
    server.behaviour = new UnreachableError('connection reset');
    const poll = await pollServer(request(server, connection));
    expect(poll).toMatchObject({ outcome: { ok: false, kind: 'unreachable' }, connection: null });
    expect(server.logins).toBe(2);
    expect(server.connections.size).toBe(0);
  });

  it.each([
    ['a new connection', false],
    ['the kept connection', true],
  ])('gives up at the deadline on %s, and drops it', async (_, keep) => {
    const { server, connection } = await polledOnce();
    if (!keep) connection.close();
    server.behaviour = 'silent';
    const poll = await pollServer({
      ...request(server, keep ? connection : null),
      deadline: within(20),
    });
    expect(poll).toMatchObject({
      outcome: { ok: false, at, kind: 'timeout', detail: 'no answer within 0.02 s' },
      connection: null,
      failure: 'other',
    });
    expect(server.connections.size).toBe(0);
    expect(server.logins).toBe(keep ? 1 : 2);
  });

  it('does not ask again after an answer that makes no sense', async () => {
    const { server, connection } = await polledOnce();
    server.behaviour = new ProtocolError('packet size 2147483647');
    const poll = await pollServer(request(server, connection));
    expect(poll.outcome).toMatchObject({ ok: false, kind: 'protocol' });
    expect(server.logins).toBe(1);
  });

  it('closes a connection that comes up after the deadline', async () => {
    const server = fakeServer('one');
    let resolve: () => void = () => undefined;
    const promise = new Promise<void>((done) => (resolve = done));
    const driver = fakeDriver([server]);
    const slow = {
      protocol: 'fake',
      // A driver that does not watch its signal.
      async connect() {
        await promise;
        return driver.connect(server.target, never);
      },
    };
    const poll = await pollServer({ ...request(server), driver: slow, deadline: within(20) });
    expect(poll.outcome).toMatchObject({ ok: false, kind: 'timeout' });
    resolve();
    await expect.poll(() => server.logins).toBe(1);
    await expect.poll(() => server.connections.size).toBe(0);
  });

  it('does not believe an answer that waited for a process which slept', async () => {
    const server = fakeServer('one');
    const times = [0, 20_000];
    const deadline = new Deadlines(5_000, () => times.shift() ?? 0).create();
    const poll = await pollServer({ ...request(server), deadline });
    expect(poll.outcome).toMatchObject({ ok: false, kind: 'timeout' });
    expect(server.connections.size).toBe(0);
  });

  it.each([
    ['a wrong password', 'auth', 'refused', undefined],
    [
      'a connection closed instead of answered',
      'unreachable',
      'refused',
      new UnreachableError('closed before an answer', { probablyBanned: true }),
    ],
    ['a refused connection', 'unreachable', 'other', new UnreachableError('connection refused')],
    ['a time-out of the driver', 'timeout', 'other', new TimeoutError('no answer')],
  ] as const)('tells how to back off after %s', async (_, kind, failure, thrown) => {
    const server = fakeServer('one');
    if (thrown === undefined) server.password = 'another';
    else server.behaviour = thrown;
    const poll = await pollServer(request(server));
    expect(poll).toMatchObject({ outcome: { ok: false, kind }, failure, bug: null });
  });

  it('keeps a bug apart, and out of what is stored', async () => {
    const server = fakeServer('one');
    server.behaviour = new TypeError('secret is not a function');
    const poll = await pollServer(request(server));
    expect(poll).toMatchObject({ outcome: { ok: false, kind: 'protocol' }, bug: server.behaviour });
    expect(JSON.stringify(poll.outcome)).not.toContain('secret');
    expect(server.connections.size).toBe(0);
  });

  it('stores no control characters, broken characters or long texts of a server', async () => {
    const server = fakeServer('one');
    server.behaviour = new ProtocolError(`a\0\r\n\x1b[31mb\ud800 ${'x'.repeat(1_000)}`);
    const { outcome } = await pollServer(request(server));
    const detail = outcome.ok ? '' : outcome.detail;
    expect(detail.startsWith('a [31mb x')).toBe(true);
    expect(detail.length).toBeLessThanOrEqual(300);
  });

  it('lets the reason of an abort through, and leaves nothing open', async () => {
    const { server, connection } = await polledOnce();
    server.behaviour = 'silent';
    const asked = request(server, connection);
    const poll = pollServer(asked);
    const reason = new Error('stopped');
    asked.deadline.stop(reason);
    await expect(poll).rejects.toBe(reason);
    expect(server.connections.size).toBe(0);
  });
});
