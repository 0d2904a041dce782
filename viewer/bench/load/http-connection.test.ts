import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { getRequest, headerOf, HttpConnection } from './http-connection.ts';

/** Answers each request with the next of these pieces, each written by itself. */
async function serve(answers: readonly (readonly string[])[]) {
  const server = createServer((socket: Socket) => {
    let next = 0;
    socket.setNoDelay(true);
    socket.on('data', () => {
      for (const piece of answers[next] ?? []) socket.write(piece);
      next += 1;
      if (next > answers.length) socket.destroy();
    });
    socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

describe('a connection of the benchmark', () => {
  it('takes one answer after the other, however they are cut', async () => {
    await using server = await serve([
      ['HTTP/1.1 200 OK\r\nContent-Le', 'ngth: 5\r\nETag: "a"\r\n\r', '\nhe', 'llo'],
      ['HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n'],
      ['HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno'],
    ]);
    using connection = await HttpConnection.open(server.port);
    const first = await connection.ask(getRequest('/'), true);
    expect([first.status, first.body.toString(), headerOf(first.head, 'etag')]).toEqual([
      200,
      'hello',
      '"a"',
    ]);
    expect(await connection.ask(getRequest('/'))).toMatchObject({ status: 304, bodyBytes: 0 });
    expect(await connection.ask(getRequest('/'))).toMatchObject({ status: 404, bodyBytes: 2 });
  });

  it('fails when the server hangs up, or does not say how long its answer is', async () => {
    await using server = await serve([['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n']]);
    using connection = await HttpConnection.open(server.port);
    await expect(connection.ask(getRequest('/'))).rejects.toThrow('unknown length');
    await expect(connection.ask(getRequest('/'))).rejects.toThrow('closed');
  });
});
