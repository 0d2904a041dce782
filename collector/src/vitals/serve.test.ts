import { createLogger } from '@rollcall/shared';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { countPoll } from '../poll/stats.ts';
import { serveVitals, type Served } from './serve.ts';
import { runThat } from './testing/run.ts';
import { createVitals } from './vitals.ts';

const open: Served[] = [];
afterEach(() => {
  for (const served of open.splice(0)) served.close();
});

async function serve(port = 0, lines: string[] = []) {
  const log = createLogger(
    'test',
    'info',
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    }),
  );
  const vitals = createVitals(performance.timeOrigin + performance.now());
  const ask = () => Promise.reject(new Error('no database here'));
  const served = await serveVitals({ host: '127.0.0.1', port, vitals, ask, log });
  if (served !== null) open.push(served);
  return { vitals, url: served?.url ?? null };
}

describe('/metrics', () => {
  it('has every count, and no series for what is not known', async () => {
    const { vitals, url } = await serve();
    const at = new Date();
    countPoll(vitals.polls, { ok: false, at, kind: 'timeout', detail: 'no answer' }, 2_000);
    countPoll(vitals.polls, { ok: false, at, kind: 'timeout', detail: 'no answer' }, 8_000);
    const before = await text(url, '/metrics');
    expect(before).toContain('\nrollcall_collector_polls_total{outcome="timeout"} 2\n');
    expect(before).toContain('\nrollcall_collector_poll_duration_seconds_bucket{le="1"} 0\n');
    expect(before).toContain('\nrollcall_collector_poll_duration_seconds_bucket{le="2"} 1\n');
    expect(before).toContain('\nrollcall_collector_poll_duration_seconds_bucket{le="+Inf"} 2\n');
    expect(before).toContain('\nrollcall_collector_poll_duration_seconds_sum 10\n');
    expect(before).toContain('\nrollcall_collector_database_up 0\n');
    expect(before).not.toContain('rollcall_collector_open_sessions');
    vitals.run = runThat();
    const after = await text(url, '/metrics');
    expect(after).toContain('\nrollcall_collector_open_sessions 7\n');
    expect(after).toContain('\nrollcall_collector_servers{status="unreachable"} 2\n');
    expect(after).toContain('\nrollcall_collector_queue_changes 4\n');
    expect(after).toMatch(/^process_resident_memory_bytes [1-9]\d+$/m);
    expect(after).not.toMatch(/undefined|NaN|\[object/);
  });

  it('names every metric by the rules of Prometheus, once, with a help text', async () => {
    const { vitals, url } = await serve();
    vitals.run = runThat();
    const lines = (await text(url, '/metrics')).split('\n');
    const types = lines.filter((line) => line.startsWith('# TYPE'));
    const names = types.map((line) => line.split(' ')[2]);
    expect(new Set(names).size).toBe(names.length);
    for (const line of types) {
      const [, , name = '', type] = line.split(' ');
      expect(name).toMatch(/^(rollcall_collector|process|nodejs)_[a-z_]+$/);
      expect(name.endsWith('_total') && !name.endsWith('size_total')).toBe(type === 'counter');
    }
    expect(lines.filter((line) => line.startsWith('# HELP'))).toHaveLength(types.length);
  });
});

describe('/healthz', () => {
  it('is ok, or tells what is wrong', async () => {
    const { vitals, url } = await serve();
    vitals.run = runThat();
    expect(await answer(url, '/healthz')).toEqual([200, 'ok\n']);
    vitals.run = runThat({ mayPoll: () => false });
    expect(await answer(url, '/healthz')).toEqual([
      503,
      'unhealthy\npolling pauses: another collector may have taken over\n',
    ]);
  });
});

it('answers nothing else, and only who reads', async () => {
  const { url } = await serve();
  expect(await answer(url, '/')).toEqual([200, 'Rollcall collector: /metrics and /healthz\n']);
  expect((await answer(url, '/toString'))[0]).toBe(404);
  expect((await answer(url, '/metrics?x=1'))[0]).toBe(200);
  const posted = await fetch(`${url ?? ''}/metrics`, { method: 'POST' });
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  const head = await fetch(`${url ?? ''}/metrics`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

it('goes without where the port is taken, and says once what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const lines: string[] = [];
  const { url } = await serve(typeof address === 'object' ? address?.port : 0, lines);
  other.close();
  expect(url).toBeNull();
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'warn',
    msg: 'no metrics: the address cannot be used',
    reason: expect.stringContaining('COLLECTOR_PORT') as string,
  });
});

async function text(url: string | null, path: string): Promise<string> {
  return (await fetch(`${url ?? ''}${path}`)).text();
}

async function answer(url: string | null, path: string): Promise<readonly [number, string]> {
  const response = await fetch(`${url ?? ''}${path}`);
  return [response.status, await response.text()];
}
