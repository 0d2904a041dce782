import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../free-port.ts';
import { rollcallViewer, start, type Running } from '../processes.ts';
import { HOST, noNginx, startNginx, type Nginx } from './nginx.ts';
import { tlsClient, type TlsClient } from './tls-client.ts';

const reason = noNginx();
if (reason !== null) process.stderr.write(`the viewer is not tried behind nginx: ${reason}\n`);

const patience = { timeout: 30_000, interval: 50 };

describe.skipIf(reason !== null)('behind nginx', () => {
  let test: TestDatabase;
  let viewer: Running;
  let nginx: Nginx;
  let client: TlsClient;

  beforeAll(async () => {
    test = await createTestDatabase();
    await test.db.$client.unsafe(`
      insert into servers (name, host, port) values ('Versus 1', '192.0.2.1', 27015);
      insert into collector_run (instance, started_at, heartbeat_at) values ('test', now(), now());
      insert into server_reachability (server_id, status, started_at, ended_at)
        select id, 'timeout', now() - interval '2 hours', now() - interval '1 hour' from servers`);
    const port = await freePort();
    // Pages do not refresh by time here: what comes was told by an event.
    const settings = { VIEWER_PORT: String(port), LIVE_STATE_POLL_SECONDS: '3600' };
    viewer = start(rollcallViewer, [], { DATABASE_URL: test.readerUrl, ...settings });
    await vi.waitFor(() => {
      expect(viewer.output()).toContain('the viewer is ready');
    }, patience);
    nginx = await startNginx(port);
    client = tlsClient(nginx.tlsPort, nginx.certificate);
  });

  afterAll(async () => {
    await nginx[Symbol.asyncDispose]();
    await viewer[Symbol.asyncDispose]();
    await test[Symbol.asyncDispose]();
  });

  /** How often the viewer itself was asked. */
  const asked = async (route: string): Promise<number> => {
    const metrics = async () =>
      (await fetch(`http://127.0.0.1:${nginx.viewerPort}/metrics`)).text();
    // They are made once a second at most: in the next ones is all that was counted until now.
    const earlier = await metrics();
    const text = await vi.waitFor(async () => {
      const later = await metrics();
      expect(later).not.toBe(earlier);
      return later;
    }, patience);
    const lines = text.split('\n').filter((line) => line.includes(`route="${route}"`));
    const counts = lines.filter((line) => line.startsWith('rollcall_viewer_http_requests_total'));
    return counts.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  };

  it('sends everybody to TLS, with the address that was asked for', async () => {
    const plain = await fetch(`http://127.0.0.1:${nginx.httpPort}/servers?tz=UTC`, {
      redirect: 'manual',
    });
    expect(plain.status).toBe(308);
    expect(plain.headers.get('location')).toBe('https://127.0.0.1/servers?tz=UTC');
  });

  it('shows pages packed, with the headers of the viewer and its own', async () => {
    const page = await client.get('/servers', { 'Accept-Encoding': 'gzip' });
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('Versus 1')]);
    expect(page.headers).toMatchObject({
      'content-encoding': 'gzip',
      'strict-transport-security': 'max-age=31536000',
      'cache-control': 'no-cache',
      server: 'nginx',
    });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    for (const path of ['/api/v1/openapi.json', '/feed.atom', '/servers/1']) {
      const { status, headers } = await client.get(path, { 'Accept-Encoding': 'gzip' });
      expect([path, status, headers['content-encoding']]).toEqual([path, 200, 'gzip']);
    }
  });

  it('speaks HTTP/2', async () => {
    const session = connect(`https://${HOST}:${nginx.tlsPort}`, {
      ...{ host: '127.0.0.1', port: nginx.tlsPort, servername: HOST, ca: nginx.certificate },
      lookup: (_name, _options, found) => {
        found(null, [{ address: '127.0.0.1', family: 4 }]);
      },
    });
    const stream = session.request({ ':path': '/servers' });
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    expect(headers[':status']).toBe(200);
    session.destroy();
  });

  it('tells who has a page or a part already that nothing changed', async () => {
    const { text } = await client.get('/servers');
    const asset = /\/assets\/rollcall\.css\?v=[^"]+/.exec(text)?.[0] ?? '';
    for (const path of ['/servers', '/api/v1/servers', asset]) {
      const first = await client.get(path, { 'Accept-Encoding': 'gzip' });
      expect([path, first.status]).toEqual([path, 200]);
      const again = { 'If-None-Match': first.headers.etag ?? '', 'Accept-Encoding': 'gzip' };
      const second = await client.get(path, again);
      expect([path, second.status, second.text]).toEqual([path, 304, '']);
    }
    const lasting = await client.get(asset);
    expect(lasting.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('tells the viewer how visitors really came, whatever they claim', async () => {
    const lies = {
      'X-Forwarded-Proto': 'http',
      'X-Forwarded-Host': 'evil.example',
      Forwarded: 'host=evil.example;proto=http',
    };
    const feed = await client.get('/feed.atom', lies);
    expect(feed.text).toContain(`href="https://${HOST}:${nginx.tlsPort}/servers/1"`);
    expect(feed.text).not.toMatch(/evil|http:\/\/rollcall/);
    const other = await client.get('/feed.atom', { Host: 'other.example' });
    expect(other.text).toContain('href="https://other.example/servers/1"');
  });

  it('makes a page about once a second, however often it is asked for, and a part once', async () => {
    const before = await asked('/servers');
    const began = performance.now();
    for (let i = 0; i < 60; i += 1) expect((await client.get('/servers')).status).toBe(200);
    const seconds = (performance.now() - began) / 1_000;
    // The clock of a cache has whole seconds.
    expect((await asked('/servers')) - before).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
    const { text } = await client.get('/servers');
    const asset = /\/assets\/htmx\.js\?v=[^"]+/.exec(text)?.[0] ?? '';
    const parts = await asked('/assets/:name');
    for (let i = 0; i < 10; i += 1) expect((await client.get(asset)).status).toBe(200);
    expect((await asked('/assets/:name')) - parts).toBeLessThanOrEqual(1);
  });

  it('keeps no error and no answer about health', async () => {
    for (const [path, route] of [
      ['/servers/999', '/servers/:id'],
      ['/healthz', '/healthz'],
    ] as const) {
      const before = await asked(route);
      await client.get(path);
      await client.get(path);
      expect((await asked(route)) - before).toBe(2);
    }
  });

  it('passes on each event as it happens', async () => {
    const events = await client.open('/servers/events');
    expect(events.message.headers['content-type']).toBe('text/event-stream');
    expect(events.message.headers['content-encoding']).toBeUndefined();
    await vi.waitFor(() => {
      expect(events.text()).toContain('retry:');
    }, patience);
    await vi.waitFor(async () => {
      await test.db.$client.unsafe('update collector_run set batch = batch + 1');
      await test.db.$client`select pg_notify('rollcall_changes', '1')`;
      expect(events.text()).toContain('event: change');
    }, patience);
    events.close();
  });

  it('shows what the viewer counts of itself to this machine only', async () => {
    const here = await client.get('/metrics');
    expect([here.status, here.text]).toEqual([200, expect.stringContaining('rollcall_viewer_')]);
    for (const path of ['/metrics', '/metrics/', '//metrics', '/metrics/.', '/%6detrics']) {
      const elsewhere = await client.get(path, { Connection: 'close' }, '127.0.0.2');
      expect([path, elsewhere.status]).toEqual([path, 403]);
    }
  });

  it('slows down an address that asks far too often, and parts are never refused', async () => {
    const statuses = new Set<number>();
    for (let wave = 0; wave < 20 && !statuses.has(429); wave += 1) {
      const answers = Array.from({ length: 300 }, () => client.get('/healthz'));
      for (const { status } of await Promise.all(answers)) statuses.add(status);
    }
    expect([...statuses].sort()).toEqual([200, 429]);
    expect((await client.get('/assets/favicon.svg')).status).toBe(200);
  });
});
