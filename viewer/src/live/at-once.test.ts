import { Hono } from 'hono';
import { once } from 'node:events';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { listen } from '../listen.ts';
import { bodyCopy, sendCopy } from './copy.ts';
import { createSharedAnswers } from './shared-answers.ts';

const LONG = 'péng '.repeat(1_000);

/** A server on a real socket; `atOnce` tells how many requests did not come to its app. */
async function serve() {
  let atOnce = 0;
  let made = 0;
  const answers = createSharedAnswers({ atOnce: () => () => undefined }, () => 0);
  const app = new Hono();
  app.get('/page', (c) => {
    made += 1;
    return sendCopy(c, bodyCopy(LONG, { 'Content-Type': 'text/plain' }));
  });
  const { fetch } = answers.around(app);
  const { server, url } = await listen(fetch, { host: '127.0.0.1', port: 0 }, (...args) => {
    const isDone = answers.atOnce(...args);
    atOnce += Number(isDone);
    return isDone;
  });
  const ask = async (headers: string, method = 'GET', path = '/page') => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`${method} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf('\r\n\r\n');
    const head = answer.subarray(0, end).toString();
    // The clock may go on between two of them.
    return { head: head.replace(/\r\nDate: .*/, ''), body: answer.subarray(end + 4) };
  };
  return {
    ask,
    counts: () => ({ atOnce, made }),
    forget: () => {
      answers.forget();
    },
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

it('answers what others asked before without the app, and no otherwise than the app', async () => {
  await using server = await serve();
  for (const headers of ['', 'Accept-Encoding: gzip\r\n', 'If-None-Match: *\r\n']) {
    server.forget();
    const ofTheApp = await server.ask(headers);
    expect(await server.ask(headers)).toEqual(ofTheApp);
  }
  expect(server.counts()).toEqual({ atOnce: 3, made: 3 });
});

it('sends each what it can read: packed, not packed, nothing new, and no body to a HEAD', async () => {
  await using server = await serve();
  const plain = await server.ask('');
  expect(plain.body.toString()).toBe(LONG);
  await server.ask('Accept-Encoding: gzip\r\n');
  const packed = await server.ask('Accept-Encoding: gzip\r\n');
  expect(gunzipSync(packed.body).toString()).toBe(LONG);
  const etag = /etag: (\S+)/i.exec(packed.head)?.[1] ?? '';
  const same = await server.ask(`Accept-Encoding: gzip\r\nIf-None-Match: W/${etag}\r\n`);
  expect([same.head.split('\r\n')[0], same.body.length]).toEqual(['HTTP/1.1 304 Not Modified', 0]);
  const head = await server.ask('', 'HEAD');
  expect(head).toEqual({ head: plain.head, body: Buffer.alloc(0) });
  expect(server.counts().made).toBe(1);
});

it('leaves everything else to the app', async () => {
  await using server = await serve();
  await server.ask('');
  expect((await server.ask('', 'POST')).head).toContain('404');
  expect((await server.ask('', 'GET', '/page?n=1')).head).toContain('200');
  await server.ask('Accept: text/csv\r\n');
  await server.ask('X-Forwarded-Proto: https\r\n');
  expect(server.counts()).toEqual({ atOnce: 0, made: 4 });
});
