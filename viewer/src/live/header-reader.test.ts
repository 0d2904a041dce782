import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { headerReader } from './header-reader.ts';

it('reads from the wire what Headers would say, also of repeated and odd ones', async () => {
  const names = ['accept', 'hx-request', 'if-none-match', 'x-empty', 'x-missing'] as const;
  const app = new Hono<{ Bindings: HttpBindings }>().get('/', (c) => {
    const fromWire = headerReader(c.req.raw, c.env);
    const fromHeaders = headerReader(c.req.raw);
    return c.json(names.map((name) => [fromWire(name), fromHeaders(name)]));
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket
      .setEncoding('utf8')
      .end(
        [
          'GET / HTTP/1.1',
          'Host: here',
          'ACCEPT: text/html',
          'accept: */*',
          'Hx-Request:   true  ',
          'If-None-Match: W/"a", "b"',
          'X-Empty:',
          'Connection: close',
          '\r\n',
        ].join('\r\n'),
      );
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    const [accept, hx, etag] = ['text/html, */*', 'true', 'W/"a", "b"'];
    expect(JSON.parse(/\[\[.*\]\]/.exec(answer)?.[0] ?? '')).toEqual([
      [accept, accept],
      [hx, hx],
      [etag, etag],
      ['', ''],
      [null, null],
    ]);
  } finally {
    server.close();
  }
});
