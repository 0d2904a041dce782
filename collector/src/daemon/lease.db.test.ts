import { createLogger } from '@rollcall/shared';
import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Lease } from './lease.ts';

const log = createLogger('test', 'silent');
const never = new AbortController().signal;
const soon = { timeout: 10_000, interval: 50 };

const holders = (test: TestDatabase) => test.db.$client<{ pid: number; key: string }[]>`
  select pid, (classid::bigint << 32 | objid::bigint)::text as key from pg_locks
  where locktype = 'advisory' and granted
    and database = (select oid from pg_database where datname = current_database())`;

const cut = (test: TestDatabase, pid: number | undefined) =>
  test.db.$client`select pg_terminate_backend(${pid ?? 0})`;

/** Between the lease and Postgres; it can end the one side without the other hearing of it. */
async function createProxy(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const sockets = { clients: new Set<Socket>(), servers: new Set<Socket>() };
  const proxy = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ host: target.hostname, port: Number(target.port) });
    sockets.clients.add(client.on('error', () => undefined));
    sockets.servers.add(server.on('error', () => undefined));
    client.pipe(server, { end: false });
    server.pipe(client);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
  return {
    url: url.href,
    cutClients() {
      for (const client of sockets.clients) client.destroy();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of [...sockets.clients, ...sockets.servers]) socket.destroy();
      const closed = once(proxy, 'close');
      proxy.close();
      await closed;
    },
  };
}

describe('Lease', () => {
  it('is held by one, and by the next when that one lets go', async () => {
    await using test = await createTestDatabase();
    const first = await Lease.acquire(test.url, log, never);
    let second: Lease | null = null;
    const waiting = Lease.acquire(test.url, log, never).then((lease) => (second = lease));
    const connections = () => test.db.$client`
      select 1 from pg_stat_activity
      where datname = current_database() and query like '%pg_try_advisory_lock%' and pid <> pg_backend_pid()`;
    await expect.poll(connections, soon).toHaveLength(2);
    expect(second).toBeNull();
    expect(first.held).toBe(true);
    await first.release();
    expect(first.held).toBe(false);
    expect((await waiting).held).toBe(true);
    await (await waiting).release();
    await expect.poll(() => holders(test), soon).toEqual([]);
  });

  it('may not write while its connection is cut, and gets the lease back', async () => {
    await using test = await createTestDatabase();
    const lease = await Lease.acquire(test.url, log, never);
    const [before] = await holders(test);
    await cut(test, before?.pid);
    await expect.poll(() => lease.held, soon).toBe(false);
    await expect.poll(() => lease.held, soon).toBe(true);
    expect(await holders(test)).not.toEqual([before]);
    expect(lease.taken.aborted).toBe(false);
    await lease.release();
  });

  it('gets the lease back from its own connection of before, which Postgres believes to be alive', async () => {
    await using test = await createTestDatabase();
    await using proxy = await createProxy(test.url);
    const lease = await Lease.acquire(proxy.url, log, never);
    const [before] = await holders(test);
    proxy.cutClients();
    await expect.poll(() => lease.held, soon).toBe(false);
    expect(await holders(test)).toEqual([before]);
    await expect.poll(() => lease.held, soon).toBe(true);
    expect(lease.taken.aborted).toBe(false);
    await lease.release();
  });

  it('says so when another has it after its connection was cut', async () => {
    await using test = await createTestDatabase();
    const lease = await Lease.acquire(test.url, log, never);
    const [holder] = await holders(test);
    await test.db.$client.begin(async (other) => {
      // Queued behind the holder, so that it has the lock in the moment in which the holder loses it.
      const got = other`select pg_advisory_xact_lock(${holder?.key ?? '0'}::bigint)`.execute();
      const queued = () => test.db.$client`select 1 from pg_locks where not granted`;
      await expect.poll(queued, soon).toHaveLength(1);
      await cut(test, holder?.pid);
      await got;
      await expect.poll(() => lease.taken.aborted, soon).toBe(true);
      expect(lease.held).toBe(false);
    });
    await lease.release();
  });

  it('waits for a database that is away until it is told to stop', async () => {
    const stop = new AbortController();
    const waiting = Lease.acquire('postgres://127.0.0.1:1/none', log, stop.signal);
    const reason = new Error('stopped');
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});
