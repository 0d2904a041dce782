import { UserError } from '@rollcall/shared';
import { createEmptyDatabase, createTestDatabase } from '@rollcall/shared/testing';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it, vi } from 'vitest';
import { createGate } from './testing/gate.ts';
import { seedServer } from './testing/seed.ts';
import { startTestViewer } from './testing/viewer.ts';

it('serves pages over HTTP, reading only, with every query bounded', async () => {
  await using test = await createTestDatabase();
  await seedServer(test.db, { name: 'Versus 1' });
  await using viewer = await startTestViewer(test);
  const page = await fetch(`${viewer.url}/servers/`);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('Versus 1');
  expect(page.headers.get('x-powered-by')).toBeNull();
  const sessions = await test.db.$client<{ state: string }[]>`
    select state from pg_stat_activity where application_name = 'rollcall viewer' and datname = current_database()`;
  expect(sessions.length).toBeGreaterThan(0);
  // Four to ask, and one to be told of changes.
  expect(sessions.length).toBeLessThanOrEqual(5);
});

it('refuses to start on a schema that is not ours', async () => {
  await using empty = await createEmptyDatabase();
  await expect(startTestViewer({ readerUrl: empty.url })).rejects.toThrow(/rollcall migrate/);
});

it('says which port is taken and what to do', async () => {
  await using test = await createTestDatabase();
  await using first = await startTestViewer(test);
  const port = Number(new URL(first.url).port);
  const second = startTestViewer(test, { VIEWER_PORT: port });
  await expect(second).rejects.toThrow(UserError);
  await expect(second).rejects.toThrow(/another program uses this port.*VIEWER_PORT/);
  await expect(startTestViewer(test, { VIEWER_HOST: '203.0.113.9' })).rejects.toThrow(
    /VIEWER_HOST/,
  );
});

it('starts without its database, says so, and recovers when it comes', async () => {
  await using test = await createTestDatabase();
  await using gate = await createGate(test.readerUrl);
  await using viewer = await startTestViewer({ readerUrl: gate.url });
  const status = async (path: string) => (await fetch(viewer.url + path)).status;
  const becomes = (path: string, expected: number) =>
    vi.waitFor(async () => {
      expect(await status(path)).toBe(expected);
    }, 20_000);
  expect(await status('/readyz')).toBe(503);
  expect(await status('/servers')).toBe(503);
  expect(await status('/healthz')).toBe(200);
  await gate.open();
  await becomes('/readyz', 200);
  await becomes('/servers', 200);
  await gate.close();
  await becomes('/servers', 503);
  await gate.open();
  await becomes('/servers', 200);
});

it.each(['TRACE', 'BREW', 'CONNECT'])('survives the method %s', async (method) => {
  await using test = await createTestDatabase();
  await using viewer = await startTestViewer(test);
  const socket = connect(Number(new URL(viewer.url).port), '127.0.0.1');
  socket.end(`${method} /servers HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  socket.resume();
  await once(socket, 'close');
  expect((await fetch(`${viewer.url}/healthz`)).status).toBe(200);
});

it('stops within seconds although connections are open and half a request has come', async () => {
  await using test = await createTestDatabase();
  const viewer = await startTestViewer(test);
  const port = Number(new URL(viewer.url).port);
  const idle = connect(port, '127.0.0.1');
  const half = connect(port, '127.0.0.1');
  await Promise.all([once(idle, 'connect'), once(half, 'connect')]);
  half.write('GET /servers HTTP/1.1\r\nHost: x\r\n');
  for (const socket of [idle, half]) socket.on('error', () => undefined).resume();
  const began = performance.now();
  await viewer.stop();
  // Node itself would wait for the rest of the request for a minute.
  expect(performance.now() - began).toBeLessThan(20_000);
  await expect(fetch(viewer.url)).rejects.toThrow();
});
